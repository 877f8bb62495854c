"""Words that a carrier acts on when they stand alone."""

from collections.abc import Mapping
from types import MappingProxyType

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
_WORDS: Mapping[str, Keyword] = MappingProxyType(
    {
        **dict.fromkeys(_STOP, Keyword.STOP),
        **dict.fromkeys(_START, Keyword.START),
        **dict.fromkeys(_HELP, Keyword.HELP),
    }
)
_OPT_OUT_TYPES: Mapping[str, Keyword] = MappingProxyType({one.upper(): one for one in Keyword})


def keyword(words: str, *, opted_out: bool, opt_out_type: str | None = None) -> Keyword | None:
    """The keyword that the words are; a single word that the carrier acted on is one (its OptOutType).

    START counts for those alone who had opted out when they wrote: a YES is an answer to everybody else.
    """
    alone = " ".join(words.split()).casefold()
    found = _WORDS.get(alone) or (None if " " in alone else _OPT_OUT_TYPES.get((opt_out_type or "").upper()))
    return None if found is Keyword.START and not opted_out else found


def acted_on(meant: Keyword | None, opt_out_type: str | None) -> Keyword | None:
    """What the phone's consent follows from: the keyword, or that the carrier stopped texts for more words.

    Such words are still to be read: "stop, my face is swelling" is an opt-out, and an emergency.
    """
    stopped = _OPT_OUT_TYPES.get((opt_out_type or "").upper()) is Keyword.STOP
    return Keyword.STOP if stopped and meant is None else meant
