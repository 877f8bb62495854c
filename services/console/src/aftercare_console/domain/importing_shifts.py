"""Shifts of another calendar, put to the people they are of."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

_BETWEEN = re.compile(r"\s*(?:,|;|/|\+|&|\band\b|\bthen\b)\s*", re.IGNORECASE)
_BEFORE = re.compile(r"^[^:]{0,40}:\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """Nobody, or more than one, can be meant by what a calendar calls somebody."""

    called: str
    several: bool


def known_as(staff: Iterable[tuple[UUID, str | None, str | None]]) -> Mapping[str, frozenset[UUID]]:
    """Who is known by which name or reference, however it is spelled."""
    known: dict[str, set[UUID]] = {}
    for staff_id, reference, name in staff:
        for called in (reference, name):
            if called:
                known.setdefault(_plain(called), set()).add(staff_id)
    return {called: frozenset(who) for called, who in known.items()}


def whose(
    attendees: Iterable[str], summary: str, known: Mapping[str, frozenset[UUID]]
) -> tuple[UUID, ...] | Unmatched:
    """Whose shift it is, in order: that of those who attend, or of those who stand in its title."""
    named = [one for one in attendees if _plain(one)] or [
        one for one in _BETWEEN.split(_BEFORE.sub("", summary)) if _plain(one)
    ]
    if not named:
        return Unmatched(called=summary, several=False)
    people: list[UUID] = []
    for one in named:
        who = known.get(_plain(one), frozenset())
        if len(who) != 1:
            return Unmatched(called=one, several=len(who) > 1)
        people += who
    return tuple(dict.fromkeys(people))


def _plain(called: str) -> str:
    decomposed = unicodedata.normalize("NFKD", called.casefold())
    return " ".join("".join(one for one in decomposed if not unicodedata.combining(one)).split())
