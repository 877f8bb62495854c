import re
from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

_STRETCHED = re.compile(r"(.)\1{2,}")
_DOUBLED = re.compile(r"(.)\1+")
_LEET = str.maketrans("013457$@", "oieastsa")
_VOWELS = re.compile(r"[aeiouyh]")
_SHORTEST_GUESS = 4
_LONG = 8
_SHORTEST_STEM = 3
_LONGEST = 24


class Speller:
    """Finds which words of the vocabulary a written word may be.

    A word that is known is never corrected. One that is not may be read as a sign, a severity word or a part of
    the body, which can only raise a level: no guess is ever made towards a word that reassures.
    """

    def __init__(self, *, known: frozenset[str], alarming: Mapping[str, int]) -> None:
        self._known = known
        self._stems = frozenset(word[:-1] for word in known if word.endswith("*"))
        self._alarming = {word.rstrip("*"): rank for word, rank in alarming.items()}
        self._keys = {word.rstrip("*"): word for word in alarming}
        guessable = [word for word in self._alarming if len(word) >= _SHORTEST_GUESS and " " not in word]
        self._by_initial: dict[str, list[str]] = {}
        for word in guessable:
            self._by_initial.setdefault(word[0], []).append(word)
        self._squeezed: dict[str, str] = {}
        for word in sorted(known, key=lambda word: self._alarming.get(word, 0)):
            self._squeezed[_squeezed(word)] = word
        self._skeletons: dict[str, str] = {}
        for word in sorted(guessable, key=self._alarming.__getitem__):
            self._skeletons[_skeleton(word)] = word
        self.readings = lru_cache(maxsize=65_536)(self._readings)

    def _readings(self, word: str) -> tuple[str, ...]:
        """Return the vocabulary's keys for a written word, exact ones first; none when it is unknown."""
        word = word[:_LONGEST]
        if exact := self._exact(word):
            return exact
        for variant in _variants(word):
            if exact := self._exact(variant):
                return exact
        if squeezed := self._squeezed.get(_squeezed(word)):
            return (squeezed,)
        return self._guess(word)

    def _exact(self, word: str) -> tuple[str, ...]:
        stems = [
            f"{word[:end]}*" for end in range(len(word), _SHORTEST_STEM - 1, -1) if word[:end] in self._stems
        ]
        return (word, *stems) if word in self._known else tuple(stems)

    def _guess(self, word: str) -> tuple[str, ...]:
        if not word.isascii() or not word.isalpha():
            return ()
        if len(word) > 2 and (skeleton := self._skeletons.get(_skeleton(word))) and len(_skeleton(word)) > 2:
            return (self._keys[skeleton],)
        if len(word) < _SHORTEST_GUESS:
            return ()
        allowed = 1 if len(word) < _LONG else 2
        near = process.extract(
            word, self._by_initial.get(word[0], ()), scorer=OSA.distance, score_cutoff=allowed, limit=8
        )
        near = [found for found in near if found[1] <= (1 if len(found[0]) < _LONG else 2)]
        if not near:
            return ()
        best = min(near, key=lambda found: (found[1], -self._alarming[found[0]], found[0]))
        return (self._keys[best[0]],)


def _variants(word: str) -> list[str]:
    stretched = _STRETCHED.sub(r"\1\1", word)
    once = _STRETCHED.sub(r"\1", word)
    variants = [stretched, once, word.translate(_LEET)]
    if word.endswith("s"):
        variants.append(word[:-1])
    return [variant for variant in dict.fromkeys(variants) if variant != word]


def _squeezed(word: str) -> str:
    return _DOUBLED.sub(r"\1", word)


def _skeleton(word: str) -> str:
    return word[0] + _VOWELS.sub("", _DOUBLED.sub(r"\1", word[1:].replace("ph", "f").replace("ck", "k")))
