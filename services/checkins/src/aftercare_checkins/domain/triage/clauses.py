from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aftercare_checkins.domain.triage.marks import Mark
from aftercare_checkins.domain.triage.tokens import Kind, Piece

_STOPS = frozenset({Kind.WEAK, Kind.SYMBOL, Kind.STRONG})
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The pieces of one message with what the vocabulary knows, and where its sentences and clauses end.

    A sentence ends at a stop; a clause also at a comma, an emoji and at words of contrast. `at` is the mark
    that covers each piece, `meant` what that may mean; `combinable` has the marks inside longer phrases too.
    """

    pieces: tuple[Piece, ...]
    marks: tuple[Mark, ...]
    at: tuple[Mark | None, ...]
    meant: tuple[frozenset[str], ...]
    sentence: tuple[int, ...]
    clause: tuple[int, ...]
    groups: Mapping[str, list[Mark]]
    combinable: Mapping[str, list[Mark]]
    questions: frozenset[int]

    def says(self, concept: str, at: int) -> bool:
        """Whether the piece there belongs to a mark of this concept."""
        return 0 <= at < len(self.meant) and concept in self.meant[at]

    def has(self, *concepts: str) -> bool:
        """Whether any of these concepts occurs in the message."""
        return not self.groups.keys().isdisjoint(concepts)

    def of(self, concept: str) -> Sequence[Mark]:
        """Return the marks of this concept, in order."""
        return self.groups.get(concept, ())

    def of_any(self, *concepts: str) -> Sequence[Mark]:
        """Return the marks of these concepts, one concept after the other."""
        return [mark for concept in concepts for mark in self.groups.get(concept, ())]

    def text(self, start: int, end: int) -> str:
        """Return the words from start to end as they were read."""
        return " ".join([piece.text for piece in self.pieces[start:end]])

    def is_stop(self, at: int) -> bool:
        """Whether the message ends there, or the piece there is no word."""
        return not 0 <= at < len(self.pieces) or self.pieces[at].kind in _STOPS

    def asks(self, at: int) -> bool:
        """Whether the sentence of this piece is a question."""
        return self.sentence[at] in self.questions


def message_of(pieces: tuple[Piece, ...], marks: tuple[Mark, ...], inner: tuple[Mark, ...]) -> Message:
    """Number the sentences and clauses of a message and sort its marks by what they mean."""
    at: list[Mark | None] = [None] * len(pieces)
    meant = [_NOTHING] * len(pieces)
    groups: dict[str, list[Mark]] = {}
    for mark in marks:
        for covered in range(mark.start, mark.end):
            at[covered] = mark
            meant[covered] = mark.concepts
        for concept in mark.concepts:
            groups.setdefault(concept, []).append(mark)
    sentence, clause = _numbered(pieces, groups)
    return Message(
        pieces=pieces,
        marks=marks,
        at=tuple(at),
        meant=tuple(meant),
        sentence=sentence,
        clause=clause,
        groups=groups,
        combinable=_combinable(groups, inner) if inner else groups,
        questions=_questions(pieces, groups.get("question", ()), sentence, clause),
    )


def _numbered(
    pieces: tuple[Piece, ...], groups: Mapping[str, list[Mark]]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Number the sentence and the clause of every piece."""
    turns = {mark.start for mark in groups.get("contrast", ())}
    sentences, clauses = [], []
    sentence = clause = 0
    for at, (_, kind) in enumerate(pieces):
        if at in turns:
            clause += 1
        sentences.append(sentence)
        clauses.append(clause)
        if kind in _STOPS:
            clause += 1
            sentence += kind is Kind.STRONG
    return tuple(sentences), tuple(clauses)


def _combinable(groups: Mapping[str, list[Mark]], inner: tuple[Mark, ...]) -> Mapping[str, list[Mark]]:
    found = {concept: list(marks) for concept, marks in groups.items()}
    for mark in inner:
        for concept in mark.concepts:
            found.setdefault(concept, []).append(mark)
    return {concept: sorted(marks, key=_position) for concept, marks in found.items()}


def _position(mark: Mark) -> tuple[int, int]:
    return mark.start, mark.end


def _questions(
    pieces: tuple[Piece, ...], asking: Sequence[Mark], sentence: tuple[int, ...], clause: tuple[int, ...]
) -> frozenset[int]:
    asked = {sentence[at] for at, (text, kind) in enumerate(pieces) if kind is Kind.STRONG and "?" in text}
    for mark in asking:
        first = mark.start == 0 or sentence[mark.start - 1] != sentence[mark.start]
        if first or clause[mark.start - 1] != clause[mark.start]:
            asked.add(sentence[mark.start])
    return frozenset(asked)
