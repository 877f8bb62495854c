"""Codes by which staff name a case in a text: short, said aloud without doubt, and never a word."""

from collections.abc import Iterator
from uuid import UUID, uuid5

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"  # without I, L and O, which look like digits
DIGITS = "23456789"
_SHORT = 8  # tries at 4232 short codes before the 778688 long ones: enough while half of them are free
_LONG = 56


def candidates(case_id: UUID) -> Iterator[str]:
    """Codes for a case in the order in which they are to be tried, always the same."""
    for number in range(_SHORT + _LONG):
        yield _code(uuid5(case_id, str(number)).int, 1 if number < _SHORT else 2)


def _code(seed: int, pairs: int) -> str:
    seed, first = divmod(seed, len(LETTERS))
    code = LETTERS[first]
    for _ in range(pairs):
        seed, digit = divmod(seed, len(DIGITS))
        seed, letter = divmod(seed, len(LETTERS))
        code += DIGITS[digit] + LETTERS[letter]
    return code
