import re
from collections.abc import Iterator
from enum import IntEnum, auto
from functools import lru_cache
from typing import NamedTuple

_PIECE = re.compile(
    r"(?P<measure>\d+[.,]\d+(?:f|c|ish|hrs?|h|mg|ml|k)(?![^\W_]))"
    r"|(?P<number>\d+(?:[.,]\d+)?(?![a-z]))"
    r"|(?P<mixed>\d+[a-z]+)"
    r"|(?P<word>[^\W_]+\*?)"
    r"|(?P<strong>[.!?;\n…]+|(?<=\s)[-\u2013\u2014]+(?=\s)|:|[()\[\]])"
    r"|(?P<weak>[,\u2013\u2014&+/|]|(?<![a-z])-|-(?![a-z]))"
    r"|(?P<symbol>[^\s\w,\"'*#@%^=<>~{}\\$-\u00a0\u00bf\u00a1])"
)
_SPLIT_UNITS = re.compile(
    r"(\d+(?:[.,]\d+)?)(ish|f|c|pm|am|st|nd|rd|th|x|hrs?|h|d|days?|mg|ml|k|mo|min|mins|wks?)$"
)
_SHORT = 24  # what is kept ready for the next message; longer words are rare, and may be very long


class Kind(IntEnum):
    """What a piece of the words is."""

    WORD = auto()
    NUMBER = auto()
    STRONG = auto()
    WEAK = auto()
    SYMBOL = auto()


class Piece(NamedTuple):
    """A word, a number, a stop, a comma or an emoji, in order."""

    text: str
    kind: Kind


_KINDS = {
    "number": Kind.NUMBER,
    "word": Kind.WORD,
    "strong": Kind.STRONG,
    "weak": Kind.WEAK,
    "symbol": Kind.SYMBOL,
}


@lru_cache(maxsize=16_384)
def _piece(text: str, group: str) -> Piece:
    """Return one piece for the same letters every time: people use few words."""
    return Piece(text, _KINDS[group])


def pieces(text: str) -> Iterator[Piece]:
    """Cut normalised text into pieces."""
    for found in _PIECE.finditer(text):
        group = found.lastgroup or "word"
        if group not in {"mixed", "measure"}:
            yield _piece(found[0], group) if len(found[0]) <= _SHORT else Piece(found[0], _KINDS[group])
        elif unit := _SPLIT_UNITS.match(found[0]):
            yield Piece(unit[1], Kind.NUMBER)
            yield Piece(unit[2], Kind.WORD)
        else:
            yield Piece(found[0], Kind.WORD)


def words_in(text: str) -> Iterator[str]:
    """Yield the words, numbers and emoji of a phrase, as the phrase tree keeps them."""
    return (piece.text for piece in pieces(text) if piece.kind not in {Kind.STRONG, Kind.WEAK})
