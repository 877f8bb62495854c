"""A test page on a schedule: it shows that pages reach a phone and that answers come back."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum, auto
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from aftercare_contracts.hours import local

_DRILLS = UUID("5d0a6b7e-0c3e-4d38-9d0b-0d7c8f9f2b61")
# Whoever was down when a test page was due begins it this much later at most: nobody expects it at night.
_LATEST = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Who gets a test page, when by the clinic's clock, and who is told when it is not answered in time."""

    clinic_id: str
    at: time
    weekdays: frozenset[int]  # 0 is Monday
    staff_id: UUID
    fallback: UUID
    wait: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """One test page; it is no case, has no patient, and counts in no figure about cases."""

    drill_id: UUID
    clinic_id: str
    staff_id: UUID
    code: str
    started_at: datetime
    call_at: datetime
    expires_at: datetime
    call_id: UUID
    called_at: datetime | None = None
    answered_at: datetime | None = None
    missed_at: datetime | None = None


class Step(Enum):
    """What a drill needs now."""

    NOTHING = auto()
    CALL = auto()
    ALARM = auto()


def drill_id(plan: Plan, on: date) -> UUID:
    """The one id of a clinic's test page of a day."""
    return uuid5(_DRILLS, f"{plan.clinic_id}/{on}")


def begins_on(plan: Plan, timezone: str, now: datetime) -> date | None:
    """The clinic's day whose test page is due now, or none."""
    on = now.astimezone(ZoneInfo(timezone)).date()
    due_at = local(on, plan.at, timezone)
    return on if on.weekday() in plan.weekdays and due_at <= now < due_at + _LATEST else None


def begun(plan: Plan, on: date, code: str, now: datetime) -> Drill:
    """A test page that goes out now; half of its time later the phone rings as well."""
    this = drill_id(plan, on)
    return Drill(
        drill_id=this,
        clinic_id=plan.clinic_id,
        staff_id=plan.staff_id,
        code=code,
        started_at=now,
        call_at=now + plan.wait / 2,
        expires_at=now + plan.wait,
        call_id=uuid5(this, "call"),
    )


def step(drill: Drill, now: datetime) -> Step:
    """What is to be done about a test page that was sent."""
    if drill.answered_at is not None or drill.missed_at is not None:
        return Step.NOTHING
    if now >= drill.expires_at:
        return Step.ALARM
    return Step.CALL if now >= drill.call_at and drill.called_at is None else Step.NOTHING
