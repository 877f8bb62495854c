"""What a case needs to know of its clinic."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from aftercare_contracts import Hours, Level
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
    policies: Mapping[Level, Policy] = field(default_factory=lambda: POLICIES)

    def is_open(self, now: datetime) -> bool:
        """Whether somebody is there who looks at the worklist."""
        return self.hours.next_opening(now, self.timezone) == now


@dataclass(frozen=True, slots=True, kw_only=True)
class Rota:
    """Who is paged, first to be paged first, and how long each has to answer."""

    ladder: tuple[UUID, ...] = ()
    page_wait: timedelta = timedelta(minutes=15)


def after_open_hours(start: datetime, span: timedelta, clinic: Clinic) -> datetime:
    """The moment in UTC at which the clinic has been open for `span` since `start`.

    A clinic that is never open counts as always open: late is worse than early.
    """
    moment, left = start, span
    for _ in range(_LOOK_AHEAD):
        opens = clinic.hours.next_opening(moment, clinic.timezone)
        on = opens.astimezone(ZoneInfo(clinic.timezone)).date()
        closes = clinic.hours.closing(on, clinic.timezone)
        if opens + left <= closes:
            return opens + left
        left -= max(closes - opens, timedelta(0))
        moment = max(closes, opens)
    return start + span
