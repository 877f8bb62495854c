"""Words that a carrier acts on when they stand alone."""

from aftercare_contracts import Keyword

# https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out, and what the FCC names besides
# (FCC 24-24: "opt out"); the Spanish ones are ours, the carrier does not know them.
_STOP = frozenset(
    {
        "stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout",
        "opt out", "parar", "alto", "baja",
    }
)  # fmt: skip
_START = frozenset({"start", "yes", "unstop"})
_HELP = frozenset({"help", "info"})


def keyword(words: str, *, opted_out: bool, opt_out_type: str | None = None) -> Keyword | None:
    """The keyword that the words are, or that the carrier says they are (its OptOutType).

    START counts for those alone who have opted out: a YES is an answer to everybody else.
    """
    match (opt_out_type or "").upper():
        case "STOP":
            return Keyword.STOP
        case "START" if opted_out:
            return Keyword.START
        case "HELP":
            return Keyword.HELP
    match " ".join(words.split()).casefold():
        case word if word in _STOP:
            return Keyword.STOP
        case word if word in _START and opted_out:
            return Keyword.START
        case word if word in _HELP:
            return Keyword.HELP
    return None
