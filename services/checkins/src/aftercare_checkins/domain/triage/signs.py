from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from aftercare_checkins.domain.triage.assessment import Level
from aftercare_checkins.domain.triage.clauses import Message
from aftercare_checkins.domain.triage.marks import Mark
from aftercare_checkins.domain.triage.table import Combination, Table
from aftercare_checkins.domain.triage.tokens import Kind

SEVERITIES = frozenset({"severe", "moderate", "mild"})
_URGENT = frozenset({Level.EMERGENCY, Level.SEVERE})
_MOST_PER_GROUP = 60
_FURTHER_BY_PRONOUN = 8
_PRONOUNS = frozenset({"it", "its", "they", "theyre", "both", "se", "them"})
_AIRWAY_PARTS = frozenset({"lip", "tongue", "mouth", "throat", "face"})
_NAMING = frozenset({"skin", "lip", "tongue", "mouth", "throat", "face", "eye", "neck", "hand"})
_PRAISING = frozenset({"idiom", "praise", "fine"})


class Status(Enum):
    """Whether a sign that is written of is there."""

    PRESENT = auto()
    DENIED = auto()
    OVER = auto()
    PAST = auto()
    ANOTHER = auto()
    SUPPOSED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A sign or a word of severity, where it stands, and what the words around it make of it.

    `said` is where it is said of what was named before, which a "not" may deny: "my face is not swollen".
    """

    sign: str
    start: int
    end: int
    said: int | None = None
    status: Status = Status.PRESENT
    soft: bool = False
    mild: bool = False
    intense: bool = False
    fading: bool = False


def find_signs(message: Message, table: Table) -> tuple[Finding, ...]:
    """Find the signs by name and by combination; what a combination explains is not counted again."""
    named = [
        Finding(sign=concept, start=mark.start, end=mark.end)
        for mark in message.marks
        for concept in _signs_among(mark.concepts, table)
    ]
    combined = list(_combined(message, table))
    if not combined:
        return tuple(named)
    explained = [each for each in combined if table.rows[each.sign].level in _URGENT]
    kept = [
        each
        for each in named
        if each.sign in SEVERITIES
        or table.rows[each.sign].level is Level.EMERGENCY
        or not any(other.start <= each.start and each.end <= other.end for other in explained)
    ]
    found = {(each.start, each.end, each.sign): each for each in (*kept, *combined)}
    return tuple(found[key] for key in sorted(found))


@lru_cache(maxsize=4_096)
def _signs_among(concepts: frozenset[str], table: Table) -> tuple[str, ...]:
    """Return the signs and words of severity that these concepts are."""
    return tuple(sorted(concepts & (table.rows.keys() | SEVERITIES)))


def _combined(message: Message, table: Table) -> Iterator[Finding]:
    present = message.combinable.keys()
    begun = {id(each): each for name in present & table.beginning.keys() for each in table.beginning[name]}
    for combination in begun.values():
        for group in combination.of:
            if group.isdisjoint(present):
                break
        else:
            yield from _together(message, combination)


def _together(message: Message, combination: Combination) -> Iterator[Finding]:
    groups = [_of_group(message, group) for group in combination.of]
    for first in groups[0][:_MOST_PER_GROUP]:
        chosen = [first]
        for group in groups[1:]:
            near = [mark for mark in group if mark not in chosen and _near(message, first, mark, combination)]
            if not near:
                break
            chosen.append(
                min(near, key=lambda mark: ("cannot" not in mark.concepts, abs(mark.start - first.start)))
            )
        else:
            yield Finding(
                sign=combination.sign,
                start=min(mark.start for mark in chosen),
                end=max(mark.end for mark in chosen),
                said=None
                if any("cannot" in mark.concepts for mark in chosen)
                else max(mark.start for mark in chosen),
            )


def _of_group(message: Message, group: frozenset[str]) -> list[Mark]:
    """Return the marks of any of these concepts, in order."""
    names = group & message.combinable.keys()
    if len(names) == 1:
        return message.combinable[next(iter(names))]
    return sorted({mark for name in names for mark in message.combinable[name]}, key=_position)


def _position(mark: Mark) -> tuple[int, int]:
    return mark.start, mark.end


def _near(message: Message, one: Mark, other: Mark, combination: Combination) -> bool:
    first, second = (one, other) if one.start < other.start else (other, one)
    gap = second.start - first.end
    if gap < 0 or gap > combination.apart + _FURTHER_BY_PRONOUN:
        return False
    if gap > combination.apart:
        return _referred(message, first, second)
    if message.clause[first.start] == message.clause[second.start]:
        return not _taken(message, first, second)
    if _referred(message, first, second):
        return True
    if message.sentence[first.start] != message.sentence[second.start]:
        return False
    return (combination.across or _bare(message, message.clause[first.start])) and _only_commas(
        message, first.end, second.start
    )


def _referred(message: Message, first: Mark, second: Mark) -> bool:
    """Whether "they" in a later clause is the part named before: "my lips ... they are huge"."""
    if message.clause[first.start] == message.clause[second.start] or first.concepts.isdisjoint(
        _AIRWAY_PARTS
    ):
        return False
    between = range(first.end, second.start)
    clause = message.clause[second.start]
    own = [at for at in between if message.clause[at] == clause]
    named = any(message.says(name, at) for at in between for name in _NAMING) or any(
        message.says(name, at) for at in own for name in _PRAISING
    )
    return not named and any(message.pieces[at].text in _PRONOUNS for at in own)


def _taken(message: Message, first: Mark, second: Mark) -> bool:
    """Whether an "and" stands between, and the second word has a sign of its own beside it."""
    joined = [at for at in range(first.end, second.start) if message.says("join", at)]
    if not joined:
        return False
    beside = {second.start - 1, second.end}
    return any(
        message.says(concept, at)
        for at in beside
        if at > joined[-1]
        for concept in ("dryness", "flaking", "redness", "itching", "fine", "scabs", "soreness")
    )


def _bare(message: Message, clause: int) -> bool:
    """Whether a clause names something without saying anything of it yet."""
    return all(
        mark.concepts.isdisjoint({"fine", "resolved", "negator", "severe", "mild", "improving"})
        for mark in message.marks
        if message.clause[mark.start] == clause
    )


def _only_commas(message: Message, start: int, end: int) -> bool:
    return not any(
        message.says("contrast", at) or message.pieces[at].kind is Kind.STRONG for at in range(start, end)
    )
