from collections.abc import Mapping

from aftercare_checkins.domain.triage.clauses import Message
from aftercare_checkins.domain.triage.tokens import Kind

_NOT_LONG = 8
# Words that a bare 0 may stand before without counting them.
_EMPTY = frozenset(
    {"ordinary", "fine", "praise", "idiom", "self", "filler", "join", "now", "denial_link", "ended_link"}
    | {"intensifier", "turn", "after_number", "business"}
)


def is_bare_zero(message: Message, at: int, values: Mapping[int, float]) -> bool:
    """Whether a 0 stands first and all that follows names nothing it could count: "0 praise the Lord"."""
    return (
        at == 0
        and values[at] == 0
        and len(message.pieces) <= _NOT_LONG
        and all(
            piece.kind is not Kind.WORD or (meant and meant <= _EMPTY)
            for piece, meant in zip(message.pieces[1:], message.meant[1:], strict=True)
        )
    )
