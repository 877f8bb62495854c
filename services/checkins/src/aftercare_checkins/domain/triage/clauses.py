from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from aftercare_checkins.domain.triage.marks import Mark
from aftercare_checkins.domain.triage.tokens import Kind, Piece

_STOPS = frozenset({Kind.WEAK, Kind.SYMBOL, Kind.STRONG})


@dataclass(frozen=True)
class Message:
    """The pieces of one message with what the vocabulary knows, and where its sentences and clauses end.

    A sentence ends at a stop; a clause also at a comma, an emoji and at words of contrast.
    """

    pieces: tuple[Piece, ...]
    marks: tuple[Mark, ...]
    inner: tuple[Mark, ...] = ()

    @cached_property
    def sentence(self) -> tuple[int, ...]:
        """Number the sentence of every piece."""
        numbers, number = [], 0
        for piece in self.pieces:
            numbers.append(number)
            number += piece.kind is Kind.STRONG
        return tuple(numbers)

    @cached_property
    def clause(self) -> tuple[int, ...]:
        """Number the clause of every piece."""
        numbers, number = [], 0
        for at, piece in enumerate(self.pieces):
            mark = self.at[at]
            if mark is not None and mark.start == at and "contrast" in mark.concepts:
                number += 1
            numbers.append(number)
            number += piece.kind in _STOPS
        return tuple(numbers)

    @cached_property
    def at(self) -> tuple[Mark | None, ...]:
        """The mark that covers each piece."""
        covering: list[Mark | None] = [None] * len(self.pieces)
        for mark in self.marks:
            covering[mark.start : mark.end] = [mark] * (mark.end - mark.start)
        return tuple(covering)

    @cached_property
    def groups(self) -> dict[str, list[Mark]]:
        """The marks of every concept, in order."""
        found: dict[str, list[Mark]] = {}
        for mark in self.marks:
            for concept in mark.concepts:
                found.setdefault(concept, []).append(mark)
        return found

    @cached_property
    def combinable(self) -> dict[str, list[Mark]]:
        """The marks of every concept, with those inside longer phrases."""
        found = {concept: list(marks) for concept, marks in self.groups.items()}
        for mark in self.inner:
            for concept in mark.concepts:
                found.setdefault(concept, []).append(mark)
        return found

    def says(self, concept: str, at: int) -> bool:
        """Whether the piece there belongs to a mark of this concept."""
        if not 0 <= at < len(self.pieces):
            return False
        mark = self.at[at]
        return mark is not None and concept in mark.concepts

    def has(self, *concepts: str) -> bool:
        """Whether any of these concepts occurs in the message."""
        return any(concept in self.groups for concept in concepts)

    def of(self, *concepts: str) -> Iterator[Mark]:
        """Yield the marks of these concepts."""
        for concept in concepts:
            yield from self.groups.get(concept, ())

    def text(self, start: int, end: int) -> str:
        """Return the words from start to end as they were read."""
        return " ".join(piece.text for piece in self.pieces[start:end])

    def is_stop(self, at: int) -> bool:
        """Whether the message ends there, or the piece there is no word."""
        return not 0 <= at < len(self.pieces) or self.pieces[at].kind in _STOPS

    def asks(self, at: int) -> bool:
        """Whether the sentence of this piece is a question."""
        return self.sentence[at] in self._questions

    @cached_property
    def _questions(self) -> frozenset[int]:
        asked = {self.sentence[at] for at, piece in enumerate(self.pieces) if "?" in piece.text}
        for mark in self.of("question"):
            first = mark.start == 0 or self.sentence[mark.start - 1] != self.sentence[mark.start]
            if first or self.clause[mark.start - 1] != self.clause[mark.start]:
                asked.add(self.sentence[mark.start])
        return frozenset(asked)
