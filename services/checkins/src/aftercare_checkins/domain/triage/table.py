from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aftercare_checkins.domain.triage.assessment import Level, urgency

FIRST_FLOOR_DAY = 6  # the source article: an itch beyond day 5 is a sign of an immune reaction
LATE_FLOOR_DAY = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One sign of the triage table."""

    reported_as: str
    level: Level
    intense: Level
    soft: Level
    floor: Level
    late: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """Groups of words that together, near one another, show a sign."""

    sign: str
    of: tuple[frozenset[str], ...]
    apart: int
    across: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Signs that mean more in one message than each alone."""

    signs: tuple[frozenset[str], ...]
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """The triage table as data."""

    rows: Mapping[str, Row]
    combinations: tuple[Combination, ...]
    together: tuple[Together, ...]
    combining: frozenset[str]
    beginning: Mapping[str, tuple[Combination, ...]]

    def rank(self, concept: str) -> int:
        """Return how urgent a word of this concept may be, to choose between two near spellings."""
        row = self.rows.get(concept)
        if row is None:
            return urgency(Level.SEVERE)
        return urgency(row.level)


def table_from(data: Mapping[str, Any]) -> Table:
    """Read the parsed table file."""
    combinations = tuple(
        Combination(
            sign=entry["sign"],
            of=_groups(entry["of"]),
            apart=entry.get("apart", 6),
            across=entry.get("across", False),
        )
        for entry in data["combination"]
    )
    return Table(
        rows={name: _row(name, entry) for name, entry in data["sign"].items()},
        combinations=combinations,
        beginning=_by_first_group(combinations),
        combining=frozenset({"airway"}).union(*(group for each in combinations for group in each.of)),
        together=tuple(
            Together(signs=_groups(entry["signs"]), level=Level(entry["level"])) for entry in data["together"]
        ),
    )


def _by_first_group(combinations: tuple[Combination, ...]) -> Mapping[str, tuple[Combination, ...]]:
    """Sort the combinations by the words of their first group: most messages have none of most."""
    found: dict[str, tuple[Combination, ...]] = {}
    for each in combinations:
        for name in each.of[0]:
            found[name] = (*found.get(name, ()), each)
    return found


def _row(name: str, entry: Mapping[str, str]) -> Row:
    level = Level(entry["level"])
    soft = Level(entry.get("soft", level))
    floor = level if urgency(level) <= urgency(Level.MODERATE) else soft
    return Row(
        reported_as=entry.get("reported_as", name),
        level=level,
        intense=Level(entry.get("intense", level)),
        soft=soft,
        floor=Level(entry.get("floor", floor)),
        late=Level(entry.get("late", floor)),
    )


def _groups(alternatives: list[str]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(group.split("|")) for group in alternatives)
