import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import chain, product
from typing import Any

from aftercare_checkins.domain.triage.normalise import folded
from aftercare_checkins.domain.triage.spelling import Speller
from aftercare_checkins.domain.triage.table import Table, table_from
from aftercare_checkins.domain.triage.tokens import words_in

LANGUAGES = ("en", "es", "other")
_FILES = ("table.toml", *(f"{language}.toml" for language in LANGUAGES))
# Groups in which a misspelling is looked for: those that can only raise a level, and the parts of the body.
_WORD_LISTS = frozenset({"ordinary", "real"})
_SPELLED_GROUPS = frozenset({"severe", "moderate", "cannot", "breathe", "swallow", "big", "close"})


@dataclass(slots=True)
class Node:
    """One step of the phrase tree: what may follow, and what the words so far mean."""

    after: dict[str, "Node"] = field(default_factory=dict)
    concepts: dict[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The vocabulary of all languages, compiled for look-up."""

    root: Node
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
    root = Node()
    known: set[str] = set()
    alarming: dict[str, int] = {}
    numbers: dict[str, int] = {}
    table = table_from(data["table.toml"])
    for language in LANGUAGES:
        file = data[f"{language}.toml"]
        aliases = _aliases(file.get("alias", {}))
        own = aliases | _aliases(file.get("alias_in_signs", {}))
        for concept, phrase, spelled in _phrases(file):
            keys = tuple(words_in(folded(phrase)))
            for variant in _variants(keys, own if concept in table.rows or concept == "cannot" else aliases):
                _insert(root, variant, concept, language)
                known.update(variant)
            if spelled and len(keys) == 1:
                alarming[keys[0]] = max(table.rank(concept), alarming.get(keys[0], 0))
        for value, names in file.get("number", {}).items():
            for name in names:
                numbers[name] = int(value)
                known.add(name)
        ordinary = frozenset(map(folded, file["word"].get("ordinary", "").split()))
        for word in ordinary:
            _insert(root, (word,), "ordinary", language)
        known |= ordinary | frozenset(map(folded, file["word"].get("real", "").split()))
    speller = Speller(known=frozenset(known), alarming=alarming)
    fillers = frozenset(
        folded(word) for language in LANGUAGES for word in data[f"{language}.toml"]["word"].get("filler", ())
    )
    return Lexicon(root=root, table=table, speller=speller, numbers=numbers, fillers=fillers, version=version)


def _phrases(file: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    for section in ("sign", "part", "word"):
        for concept, phrases in file.get(section, {}).items():
            if concept not in _WORD_LISTS:
                for phrase in phrases:
                    yield concept, phrase, section in {"sign", "part"} or concept in _SPELLED_GROUPS


def _aliases(entries: Mapping[str, list[str]]) -> dict[str, list[tuple[str, ...]]]:
    return {
        folded(word): [tuple(words_in(folded(other))) for other in others] for word, others in entries.items()
    }


def _variants(
    keys: tuple[str, ...], aliases: Mapping[str, list[tuple[str, ...]]]
) -> Iterator[tuple[str, ...]]:
    """Write a phrase in all ways that the aliases allow: "can not" for "cant", "his" for "my"."""
    choices = [[(key,), *aliases.get(key, ())] for key in keys]
    for chosen in product(*choices):
        yield tuple(chain.from_iterable(chosen))


def _insert(root: Node, keys: tuple[str, ...], concept: str, language: str) -> None:
    if not keys:
        raise ValueError(f"A phrase of {concept!r} ({language}, {keys!r}) has no word that can be matched.")
    node = root
    for key in keys:
        node = node.after.setdefault(key, Node())
    node.concepts[language] = node.concepts.get(language, frozenset()) | {concept}
