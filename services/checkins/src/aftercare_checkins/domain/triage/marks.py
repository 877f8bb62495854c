from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from aftercare_checkins.domain.triage.lexicon import ANY_NUMBER, Lexicon, Sense
from aftercare_checkins.domain.triage.spelling import LONGEST_WORD
from aftercare_checkins.domain.triage.tokens import Kind, Piece

_NOTHING: frozenset[str] = frozenset()
_LONGEST_PHRASE = 14
# What a guessed spelling may mean beside signs and parts of the body.
_GUESSABLE = frozenset(
    {"ordinary", "severe", "moderate", "intensifier", "now", "still", "not_improving", "unmanageable"}
    | {"came_back", "not_well", "sarcasm", "self", "join", "temperature"}
)
# What these phrases say as a whole is not what their words say.
_SEALED = frozenset(
    {"idiom", "praise", "fine", "sarcasm", "optout", "instruction"}
    | {"not_ending", "not_improving", "resolved", "improving", "mild"}
)


class Mark(NamedTuple):
    """A stretch of pieces that the vocabulary knows, and what it may mean."""

    start: int
    end: int
    concepts: frozenset[str]


class _Key(NamedTuple):
    """A key of the vocabulary that a piece is, or may be meant for."""

    text: str
    guessed: bool


class _Step(NamedTuple):
    """One piece: the keys it may be, which of them begin a phrase, what they mean alone."""

    keys: tuple[_Key, ...]
    filler: bool
    begins: tuple[_Key, ...]
    senses: tuple[Sense, ...]


class _Found(NamedTuple):
    start: int
    end: int
    senses: tuple[Sense, ...]
    guessed: bool


@lru_cache(maxsize=2)
def marker(lexicon: Lexicon) -> "Marker":
    """Return the one marker of a vocabulary."""
    return Marker(lexicon)


class Marker:
    """Finds what the vocabulary knows in messages, and remembers a bounded number of the words it met."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._combining = lexicon.table.combining
        self._guessable = _GUESSABLE | self._combining | lexicon.table.rows.keys()
        self._kept_step = lru_cache(maxsize=16_384)(self._new_step)
        self._meaning = lru_cache(maxsize=16_384)(_meaning)

    def marks(self, cut: tuple[Piece, ...]) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
        """Find what the vocabulary knows, and the parts of the body and their changes inside longer phrases.

        From left to right, the longest phrase first; the second serve combinations alone.
        """
        steps = [self._step(piece) for piece in cut]
        found: list[_Found] = []
        at = 0
        while at < len(steps):
            best = self._longest(steps, at) if steps[at].begins else None
            if best is None:
                at += 1
            else:
                found.append(best)
                at = best.end
        language = _language(found)
        marks = [
            Mark(each.start, each.end, meaning)
            for each in found
            if (meaning := self._meaning_of(each, language))
        ]
        return tuple(marks), tuple(self._inner(steps, marks))

    def _inner(self, steps: list[_Step], marks: list[Mark]) -> list[Mark]:
        return [
            Mark(at, at + 1, concepts)
            for mark in marks
            if mark.end - mark.start > 1 and mark.concepts.isdisjoint(_SEALED)
            for at in range(mark.start, mark.end)
            if (concepts := (self._meaning(steps[at].senses, None) & self._combining) - mark.concepts)
        ]

    def _longest(self, steps: list[_Step], at: int) -> _Found | None:
        """Find the longest phrase that begins here, with all that it may mean; fillers may stand inside."""
        best: _Found | None = None
        phrases, beginnings = self._lexicon.phrases, self._lexicon.beginnings
        limit = min(len(steps), at + _LONGEST_PHRASE)
        paths = [(key, at + 1, guessed, False) for key, guessed in steps[at].begins]
        while paths:
            phrase, position, guessed, skipped = paths.pop()
            sense = None if skipped else phrases.get(phrase)
            if sense is not None and (best is None or position >= best.end):
                best = self._longer(best, _Found(at, position, (sense,), guessed))
            if position >= limit or phrase not in beginnings:
                continue
            for key, guess in steps[position].keys:
                longer = f"{phrase} {key}"
                if longer in phrases or longer in beginnings:
                    paths.append((longer, position + 1, guessed or guess, False))
            if steps[position].filler:
                paths.append((phrase, position + 1, guessed, True))
        return best

    def _longer(self, best: _Found | None, found: _Found) -> _Found | None:
        if found.guessed and not self._meaning_of(found, None):
            return best
        if best is None or found.end > best.end:
            return found
        return _Found(found.start, found.end, best.senses + found.senses, best.guessed or found.guessed)

    def _step(self, piece: Piece) -> _Step:
        return self._kept_step(piece) if len(piece.text) <= LONGEST_WORD else self._new_step(piece)

    def _new_step(self, piece: Piece) -> _Step:
        keys = tuple(self._keys(piece))
        phrases, beginnings = self._lexicon.phrases, self._lexicon.beginnings
        return _Step(
            keys=keys,
            filler=any(key.text in self._lexicon.fillers for key in keys if not key.guessed),
            begins=tuple(key for key in keys if key.text in phrases or key.text in beginnings),
            senses=tuple(sense for key in keys if (sense := phrases.get(key.text)) is not None),
        )

    def _keys(self, piece: Piece) -> Iterator[_Key]:
        """Yield the keys that a piece is; those it may be meant for when these say nothing alone."""
        if piece.kind is Kind.STRONG or piece.kind is Kind.WEAK:
            return
        if piece.kind is Kind.NUMBER or piece.text in self._lexicon.numbers:
            yield _Key(ANY_NUMBER, guessed=False)
        if piece.kind is not Kind.WORD:
            yield _Key(piece.text, guessed=False)
            return
        read = self._lexicon.speller.readings(piece.text)
        for key in read:
            yield _Key(key, guessed=False)
        if piece.text not in read and not any(key in self._lexicon.phrases for key in read):
            for key in self._lexicon.speller.guesses(piece.text):
                if key not in read:
                    yield _Key(key, guessed=True)

    def _meaning_of(self, found: _Found, language: str | None) -> frozenset[str]:
        """Return what was found may mean; a guessed spelling never means what reassures."""
        meaning = self._meaning(found.senses, language)
        return meaning & self._guessable if found.guessed else meaning


def _meaning(senses: tuple[Sense, ...], language: str | None) -> frozenset[str]:
    """Return all meanings, or those of the message's language where a word exists in both."""
    known = {name for sense in senses for name in sense.concepts}
    chosen = {language, "other"} if language in known else known
    return _NOTHING.union(
        *(sense.concepts[name] for sense in senses for name in chosen & sense.concepts.keys())
    )


def _language(found: list[_Found]) -> str | None:
    english = spanish = 0
    for each in found:
        spoken = _spoken(each.senses)
        english += spoken == "en"
        spanish += spoken == "es"
    if english > spanish:
        return "en"
    return "es" if spanish > english else None


@lru_cache(maxsize=16_384)
def _spoken(senses: tuple[Sense, ...]) -> str | None:
    """Return the language that the words belong to, where the other does not have them."""
    english = any("en" in sense.concepts for sense in senses)
    spanish = any("es" in sense.concepts for sense in senses)
    if english == spanish:
        return None
    return "en" if english else "es"
