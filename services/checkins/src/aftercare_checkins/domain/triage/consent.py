from aftercare_checkins.domain.triage.clauses import Message
from aftercare_checkins.domain.triage.tokens import Kind

_WORDS_ALONE = 3


def revokes(message: Message) -> bool:
    """Whether the words ask for no more texts: a phrase anywhere, or "stop" all but alone."""
    if "optout" in message.groups:
        return True
    words = [piece for piece in message.pieces if piece.kind is Kind.WORD]
    if len(words) > _WORDS_ALONE:
        return any(_own_sentence(message, mark.start, mark.end) for mark in message.of("optout_alone"))
    return "optout_alone" in message.groups and not message.asks(0)


def _own_sentence(message: Message, start: int, end: int) -> bool:
    """Whether the word stands between stops: "STOP. My scalp is fine."."""
    return message.is_stop(start - 1) and message.is_stop(end)
