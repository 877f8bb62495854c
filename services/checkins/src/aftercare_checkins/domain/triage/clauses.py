from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from aftercare_checkins.domain.triage.marks import Mark
from aftercare_checkins.domain.triage.tokens import Kind, Piece


@dataclass(frozen=True)
class Message:
    """The pieces of one message with what the vocabulary knows, and where its sentences and clauses end.

    A sentence ends at a stop or an emoji; a clause also at a comma and at words of contrast; a scope, how far a
    "no" reaches, also at words such as "only", "now", "because".
    """

    pieces: tuple[Piece, ...]
    marks: tuple[Mark, ...]

    @cached_property
    def sentence(self) -> tuple[int, ...]:
        """Number the sentence of every piece."""
        return tuple(self._numbered(lambda at: self.pieces[at].kind in {Kind.STRONG, Kind.SYMBOL}))

    @cached_property
    def clause(self) -> tuple[int, ...]:
        """Number the clause of every piece."""
        return tuple(
            self._numbered(lambda at: self.pieces[at].kind not in {Kind.WORD, Kind.NUMBER} or self.says("contrast", at))
        )

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

    def says(self, concept: str, at: int) -> bool:
        """Whether the piece there belongs to a mark of this concept."""
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

    def in_sentence(self, number: int) -> Iterator[int]:
        """Yield the positions of a sentence."""
        return (at for at, own in enumerate(self.sentence) if own == number)

    def _numbered(self, ends: "object") -> Iterator[int]:
        number = 0
        for at in range(len(self.pieces)):
            yield number
            if ends(at):  # type: ignore[operator]
                number += 1
