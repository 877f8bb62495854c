import re
from collections.abc import Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

_STRETCHED = re.compile(r"(.)\1{2,}")
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiouyh]")
_LEET = str.maketrans("013457$@", "oieastsa")
_SHORTEST_STEM = 3
_SHORTEST_GUESS = 4
_SHORTEST_SWAP = 5
_SHORTEST_SKELETON = 3
_LONG = 8
_SKELETON_APART = 3
_LETTERS_PER_SLIP = 3.5
LONGEST_WORD = 24
_MOST = 3


class Speller:
    """Finds which words of the vocabulary a written word may be.

    A known word is never corrected. For an unknown one the nearest alarming word is guessed first, then the
    nearest of all words; what a guess may mean is limited by the caller to what cannot reassure.
    """

    def __init__(
        self, *, known: frozenset[str], alarming: Mapping[str, int], real: frozenset[str] = frozenset()
    ) -> None:
        self._known = known
        self._real = real
        self._stems = frozenset(word[:-1] for word in known if word.endswith("*"))
        self._keys: dict[str, tuple[str, ...]] = {}
        for word in sorted(known):
            self._keys[word.rstrip("*")] = (*self._keys.get(word.rstrip("*"), ()), word)
        self._rank = {word.rstrip("*"): rank for word, rank in alarming.items()}
        self._alarming = _by_initial(word for word in sorted(self._rank) if len(word) >= _SHORTEST_GUESS)
        self._others = _by_initial(word for word in self._keys if len(word) >= _SHORTEST_GUESS)
        ranked = sorted(self._keys, key=lambda word: (self._rank.get(word, -1), word))
        self._squeezed = {_squeezed(word): self._keys[word] for word in ranked}
        self._skeletons = {_skeleton(word): word for word in ranked if word in self._rank}

    def readings(self, word: str) -> tuple[str, ...]:
        """Return the vocabulary's keys that a word is, in any of its spellings; none when it is unknown."""
        word = word[:LONGEST_WORD]
        if exact := self._exact(word):
            return exact
        for variant in _variants(word):
            if exact := self._exact(variant):
                return exact
        squeezed = self._squeezed.get(_squeezed(word))
        return squeezed or ()

    def guesses(self, word: str) -> tuple[str, ...]:
        """Return the keys that an unknown word may be meant for, the most alarming first."""
        if not (word.isascii() and word.isalpha()) or len(word) > LONGEST_WORD:
            return ()
        if not self._real.isdisjoint(_variants(word)):
            return ()
        for variant in (word, *_variants(word)):
            if alike := [*self._near(variant, self._alarming)[:_MOST], *self._by_skeleton(variant)]:
                most = max(map(self._rank.__getitem__, alike))
                # Of several that alarm alike ("chets": chest or cheeks) each may be meant.
                meant = dict.fromkeys(one for one in alike if self._rank[one] == most)
                return tuple(key for one in meant for key in self._keys[one])
        return tuple(key for other in self._near(word, self._others)[:_MOST] for key in self._keys[other])

    def _exact(self, word: str) -> tuple[str, ...]:
        ends = range(len(word), _SHORTEST_STEM - 1, -1)
        stems = tuple(f"{word[:end]}*" for end in ends if word[:end] in self._stems)
        return (word, *stems) if word in self._known else stems

    def _near(self, word: str, words: Mapping[str, list[str]]) -> list[str]:
        if len(word) < _SHORTEST_GUESS:
            return []
        allowed = 1 if len(word) < _LONG else 2
        near = [
            (distance, -self._rank.get(found, 0), found)
            for found, distance, _ in process.extract(
                word, words.get(word[0], ()), scorer=OSA.distance, score_cutoff=allowed, limit=8
            )
            if distance == 1 or len(found) >= _LONG
        ]
        # Words of four letters have too many neighbours: only a letter lost, added or moved counts there.
        near = [each for each in near if len(word) >= _SHORTEST_SWAP or _same_letters(word, each[2])]
        return [found for _, _, found in sorted(near)]

    def _by_skeleton(self, word: str) -> list[str]:
        skeleton = _skeleton(word)
        found = self._skeletons.get(skeleton) if len(skeleton) >= _SHORTEST_SKELETON else None
        if not found or (apart := OSA.distance(word, found)) > _SKELETON_APART:
            return []
        # Letters that are only left out ("swlng") may be more than those that differ ("china" is no chin).
        left_out = apart == len(found) - len(word)
        return [found] if left_out or apart <= max(len(word), len(found)) / _LETTERS_PER_SLIP else []


def _by_initial(words: Iterable[str]) -> dict[str, list[str]]:
    initials: dict[str, list[str]] = {}
    for word in words:
        initials.setdefault(word[0], []).append(word)
    return initials


def _variants(word: str) -> list[str]:
    variants = [_STRETCHED.sub(r"\1\1", word), _STRETCHED.sub(r"\1", word), word.translate(_LEET)]
    if word.endswith("s"):
        variants.append(word[:-1])
    return [variant for variant in dict.fromkeys(variants) if variant != word]


def _squeezed(word: str) -> str:
    return _DOUBLED.sub(r"\1", word)


def _skeleton(word: str) -> str:
    return word[:1] + _VOWELS.sub("", _DOUBLED.sub(r"\1", word[1:].replace("ph", "f").replace("ck", "k")))


def _same_letters(one: str, other: str) -> bool:
    return len(one) != len(other) or sorted(one) == sorted(other)
