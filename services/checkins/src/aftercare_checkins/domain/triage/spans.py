from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spans:
    """Where the signs of a message stand, so that a "no" can be passed along a list of them."""

    starts: dict[int, int]
    ends: dict[int, int]


def spans(stretches: Iterator[tuple[int, int]]) -> Spans:
    """Index the stretches of all signs by both ends."""
    pairs = list(stretches)
    return Spans(dict(pairs), {end: start for start, end in pairs})
