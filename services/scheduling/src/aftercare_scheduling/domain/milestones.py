"""From the day of a procedure to the moments at which the patient is asked."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from aftercare_contracts import Closed, Hours, Milestone, never, open_day

_CHECKINS = UUID("6c1f64c1-9d9e-4f0c-8a0e-6a5f3a2f9b11")
# Days after its own on which a question is still worth asking: the first night is soon forgotten.
_USEFUL_DAYS = {Milestone.DAY_1: 1, Milestone.WEEK_1: 3, Milestone.MONTH_1: 7}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A milestone with its earliest and its latest useful moment, in UTC."""

    milestone: Milestone
    due_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Ask:
    """The patient is to be asked now."""


@dataclass(frozen=True, slots=True)
class Wait:
    """The window is closed: ask when it opens."""

    until: datetime


@dataclass(frozen=True, slots=True)
class TooLate:
    """The question is no longer worth asking."""


def checkin_id(patient_id: UUID, session: int, milestone: Milestone) -> UUID:
    """The one id a check-in can have, so that nobody is asked twice for one reason."""
    return uuid5(_CHECKINS, f"{patient_id}/{session}/{milestone}")


def plan(performed_on: date, timezone: str, hours: Hours, closed: Closed = never) -> tuple[Planned, ...]:
    """Day 1, one week and one calendar month after a procedure, at a polite hour in the patient's zone.

    One that falls on a closed day moves to the next that is open, and so does the end of its use.
    """
    moved = {
        Milestone.DAY_1: open_day(performed_on + timedelta(days=1), closed),
        Milestone.WEEK_1: open_day(performed_on + timedelta(days=7), closed),
        Milestone.MONTH_1: open_day(month_after(performed_on), closed),
    }
    return tuple(
        Planned(
            milestone=milestone,
            due_at=hours.planned(on, timezone),
            expires_at=hours.closing(
                open_day(on + timedelta(days=_USEFUL_DAYS[milestone]), closed), timezone
            ),
        )
        for milestone, on in moved.items()
    )


def month_after(on: date) -> date:
    """The same day of the next month, or its last day where that month is shorter."""
    years, month = divmod(on.month, 12)
    year, month = on.year + years, month + 1
    return date(year, month, min(on.day, calendar.monthrange(year, month)[1]))


def when_due(
    now: datetime, *, expires_at: datetime, hours: Hours, timezone: str, closed: Closed = never
) -> Ask | Wait | TooLate:
    """What to do with a milestone whose moment has come, perhaps a while ago."""
    opens = hours.next_opening(now, timezone, closed)
    if opens >= expires_at:
        return TooLate()
    return Ask() if opens == now else Wait(opens)
