"""What a case needs to know of its clinic."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from aftercare_contracts import Closed, Hours, Level, Roster, never
from aftercare_escalations.domain.policy import POLICIES, Policy

_LOOK_AHEAD = 60  # windows looked at before a clinic counts as never open


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """A clinic; the defaults serve until its settings have been heard, as no concern waits for them."""

    name: str = "Aftercare"
    timezone: str = "UTC"
    language: str = "en"
    emergency_number: str = "911 or 112"
    hours: Hours = field(default_factory=Hours)
    closed: Closed = never  # on its public holidays
    policies: Mapping[Level, Policy] = field(default_factory=lambda: POLICIES)
    roster: Roster = field(default_factory=Roster)

    def is_open(self, now: datetime) -> bool:
        """Whether somebody is there who looks at the worklist."""
        return self.hours.next_opening(now, self.timezone, self.closed) == now


@dataclass(frozen=True, slots=True, kw_only=True)
class Rota:
    """Who is paged now, first to be paged first, and how long each has to answer."""

    ladder: tuple[UUID, ...] = ()
    fallback: tuple[UUID, ...] = ()  # when those have had their turn
    page_wait: timedelta = timedelta(minutes=15)

    @property
    def everybody(self) -> tuple[UUID, ...]:
        """All who may be paged."""
        return (*self.ladder, *self.fallback)


def rota_now(clinic: Clinic, fallback: tuple[UUID, ...], page_wait: timedelta, now: datetime) -> Rota:
    """Whoever is on call, and after them the fallback; where nobody is, that is the ladder."""
    people = clinic.roster.on_call(now, clinic.timezone)
    if not people:
        return Rota(ladder=fallback, page_wait=page_wait)
    rest = tuple(one for one in fallback if one not in people)
    return Rota(ladder=people, fallback=rest, page_wait=page_wait)


def after_open_hours(start: datetime, span: timedelta, clinic: Clinic) -> datetime:
    """The moment in UTC at which the clinic has been open for `span` since `start`.

    A clinic that is never open counts as always open: late is worse than early.
    """
    moment, left = start, span
    for _ in range(_LOOK_AHEAD):
        opens = clinic.hours.next_opening(moment, clinic.timezone, clinic.closed)
        on = opens.astimezone(ZoneInfo(clinic.timezone)).date()
        closes = clinic.hours.closing(on, clinic.timezone)
        if opens + left <= closes:
            return opens + left
        left -= max(closes - opens, timedelta(0))
        moment = max(closes, opens)
    return start + span
