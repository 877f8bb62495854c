"""Showing in a patient's words which of them decided."""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words, and whether the reading rests on it."""

    words: str
    marked: bool = False


def quoted(matched: str) -> str:
    """The patient's own words in a match that begins with what was made of them, as `rash present: red`."""
    label, separator, words = matched.partition(": ")
    return (words if separator else label).strip()


def mark(words: str, matched: Sequence[str]) -> tuple[Piece, ...]:
    """The words in pieces, in order; what cannot be found again in them is left unmarked."""
    wanted = sorted({one for part in matched for one in (part.strip(), quoted(part)) if one}, key=len)[::-1]
    if not wanted:
        return (Piece(words),)
    pattern = "|".join(re.sub(r"(\\?\s)+", r"\\s+", re.escape(one)) for one in wanted)
    parts = re.split(rf"((?<!\w)(?:{pattern}))", words, flags=re.IGNORECASE)
    return tuple(Piece(part, marked=index % 2 == 1) for index, part in enumerate(parts) if part)
