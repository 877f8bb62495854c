"""Sentences about what is wrong with a rota."""

from aftercare_console.domain.rota_warnings import Fault, Trouble
from aftercare_console.domain.sentences.names import Names


def warning_sentence(warning: Fault, names: Names, span: str) -> str:
    """What is wrong and what to do; `span` says for how long, of what lasts a while."""
    who = names.of_staff(warning.staff_id)
    match warning.trouble:
        case Trouble.NO_ROTA:
            return "Nobody is paged about anything. Set a rota."
        case Trouble.NO_FALLBACK:
            return "The fallback is empty, or nobody in it has a number. Add somebody to the ladder."
        case Trouble.NO_NUMBER:
            return f"{who} is on the rota and has no number: pages to them fail. Register one."
        case Trouble.GAP:
            return f"Nobody is on call {span}: the fallback is paged."
        case Trouble.UNVERIFIED:
            return (
                f"{who} is on the rota, and no text has reached them or come from them at their number. "
                "Send a test page, or have them text the clinic."
            )
