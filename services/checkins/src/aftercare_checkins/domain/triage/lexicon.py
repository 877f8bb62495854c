import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain, product
from typing import Any

from aftercare_checkins.domain.triage.normalise import folded
from aftercare_checkins.domain.triage.spelling import Speller
from aftercare_checkins.domain.triage.table import Table, table_from
from aftercare_checkins.domain.triage.tokens import words_in

LANGUAGES = ("en", "es", "other")
# Stands in a phrase for any number, in digits or in words: "for # hours".
ANY_NUMBER = "#"
_FILES = ("table.toml", *(f"{language}.toml" for language in LANGUAGES))
# Groups in which a misspelling is looked for: those that can only raise a level, and the parts of the body.
_WORD_LISTS = frozenset({"ordinary", "real"})
_SPELLED_GROUPS = frozenset({"severe", "moderate", "cannot", "breathe", "swallow", "big", "close"})


@dataclass(frozen=True, slots=True, eq=False)
class Sense:
    """What a phrase may mean in each language; one object for all phrases that mean the same."""

    concepts: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lexicon:
    """The vocabulary of all languages, compiled for look-up.

    `phrases` says what each phrase means, `beginnings` what may go on: flat, so that the collector of garbage
    has little to walk over.
    """

    phrases: Mapping[str, Sense]
    beginnings: frozenset[str]
    table: Table
    speller: Speller
    numbers: Mapping[str, int]
    fillers: frozenset[str]
    version: str


@cache
def lexicon() -> Lexicon:
    """Load the vocabulary files once; the only input that triage has beside its arguments."""
    folder = files("aftercare_checkins.domain.triage") / "vocabulary"
    raw = {name: (folder / name).read_bytes() for name in _FILES}
    data = {name: tomllib.loads(content.decode()) for name, content in raw.items()}
    digest = hashlib.sha256(b"\0".join(raw[name] for name in _FILES)).hexdigest()[:12]
    return compiled(data, version=f"{data['table.toml']['number']}-{digest}")


def compiled(data: Mapping[str, Mapping[str, Any]], *, version: str) -> Lexicon:
    """Build the phrase tree and the speller from the parsed files."""
    said: dict[str, dict[str, set[str]]] = {}
    known: set[str] = set()
    alarming: dict[str, int] = {}
    numbers: dict[str, int] = {}
    real: frozenset[str] = frozenset()
    table = table_from(data["table.toml"])
    for language in LANGUAGES:
        file = data[f"{language}.toml"]
        aliases = _aliases(file.get("alias", {}))
        own = aliases | _aliases(file.get("alias_in_signs", {}))
        for concept, phrase, spelled in _phrases(file):
            keys = _words(phrase)
            for variant in _variants(keys, own if concept in table.rows or concept == "cannot" else aliases):
                _add(said, variant, concept, language)
                known.update(variant)
            if spelled and len(keys) == 1:
                alarming[keys[0]] = max(table.rank(concept), alarming.get(keys[0], 0))
        for value, names in file.get("number", {}).items():
            for name in names:
                numbers[name] = int(value)
                known.add(name)
        ordinary = frozenset(map(folded, file["word"].get("ordinary", "").split()))
        for word in ordinary:
            _add(said, (word,), "ordinary", language)
        real |= frozenset(map(folded, file["word"].get("real", "").split()))
        known |= ordinary | real
    speller = Speller(known=frozenset(known), alarming=alarming, real=real)
    fillers = frozenset(
        folded(word) for language in LANGUAGES for word in data[f"{language}.toml"]["word"].get("filler", ())
    )
    return Lexicon(
        phrases=_senses(said),
        beginnings=frozenset(beginning for phrase in said for beginning in _beginnings(phrase)),
        table=table,
        speller=speller,
        numbers=numbers,
        fillers=fillers,
        version=version,
    )


def _phrases(file: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    for section in ("sign", "part", "word"):
        for concept, phrases in file.get(section, {}).items():
            if concept not in _WORD_LISTS:
                for phrase in phrases:
                    yield concept, phrase, section in {"sign", "part"} or concept in _SPELLED_GROUPS


def _words(phrase: str) -> tuple[str, ...]:
    return tuple(
        ANY_NUMBER if word == ANY_NUMBER else found
        for word in folded(phrase).replace(ANY_NUMBER, f" {ANY_NUMBER} ").split()
        for found in (words_in(word) if word != ANY_NUMBER else (word,))
    )


def _aliases(entries: Mapping[str, list[str]]) -> dict[str, list[tuple[str, ...]]]:
    return {folded(word): [_words(other) for other in others] for word, others in entries.items()}


def _variants(
    keys: tuple[str, ...], aliases: Mapping[str, list[tuple[str, ...]]]
) -> Iterator[tuple[str, ...]]:
    """Write a phrase in all ways that the aliases allow: "can not" for "cant", "his" for "my"."""
    choices = [[(key,), *aliases.get(key, ())] for key in keys]
    for chosen in product(*choices):
        yield tuple(chain.from_iterable(chosen))


def _add(said: dict[str, dict[str, set[str]]], keys: tuple[str, ...], concept: str, language: str) -> None:
    if not keys:
        raise ValueError(f"A phrase of {concept!r} ({language}, {keys!r}) has no word that can be matched.")
    said.setdefault(" ".join(keys), {}).setdefault(language, set()).add(concept)


def _senses(said: Mapping[str, Mapping[str, set[str]]]) -> dict[str, Sense]:
    senses: dict[frozenset[tuple[str, frozenset[str]]], Sense] = {}
    phrases = {}
    for phrase, languages in said.items():
        meaning = {language: frozenset(concepts) for language, concepts in languages.items()}
        phrases[phrase] = senses.setdefault(frozenset(meaning.items()), Sense(meaning))
    return phrases


def _beginnings(phrase: str) -> Iterator[str]:
    end = len(phrase)
    while (end := phrase.rfind(" ", 0, end)) > 0:
        yield phrase[:end]
