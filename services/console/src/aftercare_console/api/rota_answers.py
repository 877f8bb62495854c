"""What the API gives back about a rota."""

from datetime import date, datetime, time
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from aftercare_console.api.answers import StaffAnswer
from aftercare_console.domain.rota_warnings import Trouble
from aftercare_contracts import Day

_FROZEN = ConfigDict(frozen=True, from_attributes=True)


class PersonAnswer(BaseModel):
    """Somebody on the rota."""

    model_config = _FROZEN

    staff_id: UUID
    reference: str | None
    name: str | None


class ShiftAnswer(BaseModel):
    """A weekly shift."""

    model_config = _FROZEN

    days: tuple[Day, ...]
    starts_at: time
    ends_at: time
    people: list[PersonAnswer]


class DutyAnswer(BaseModel):
    """A duty that was imported, under the name it has in its calendar."""

    model_config = _FROZEN

    uid: str
    starts_at: datetime
    ends_at: datetime
    people: list[PersonAnswer]


class OverrideAnswer(BaseModel):
    """Others on call for a while."""

    model_config = _FROZEN

    override_id: UUID
    starts_at: datetime
    ends_at: datetime
    people: list[PersonAnswer]
    instead_of: PersonAnswer | None


class HolidaysAnswer(BaseModel):
    """Which days are holidays, and what the rule comes to."""

    model_config = _FROZEN

    public: bool
    dates: tuple[date, ...]
    days: tuple[date, ...]


class RotaAnswer(BaseModel):
    """Who is on call when, and who is paged when nobody is, in order."""

    model_config = _FROZEN

    revision: int
    ladder: list[StaffAnswer]
    page_wait_minutes: float
    shifts: list[ShiftAnswer]
    overrides: list[OverrideAnswer]
    duties: list[DutyAnswer]
    holidays: HolidaysAnswer | None


class ImportAnswer(BaseModel):
    """What was taken over from a calendar; the same file again is no more."""

    model_config = _FROZEN

    revision: int
    imported: int
    new: int
    removed: int
    until: datetime


class WarningAnswer(BaseModel):
    """One thing that is wrong, and what to do."""

    model_config = _FROZEN

    trouble: Trouble
    detail: str
    staff_id: UUID | None
    starts_at: datetime | None
    ends_at: datetime | None


class StretchAnswer(BaseModel):
    """A while in which the same people are on call; where nobody is, the fallback is paged."""

    model_config = _FROZEN

    starts_at: datetime
    ends_at: datetime
    people: list[PersonAnswer]


class OnCallAnswer(BaseModel):
    """Who is on call at a moment, who is paged after them, and the seven days from then on."""

    model_config = _FROZEN

    at: datetime
    people: list[PersonAnswer]
    fallback: list[PersonAnswer]
    week: list[StretchAnswer]
