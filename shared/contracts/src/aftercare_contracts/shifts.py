"""When whom can be called: weekly shifts, duties on a date, and overrides of both."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from aftercare_contracts.event import UtcDatetime
from aftercare_contracts.hours import local

_DAY = timedelta(days=1)


class Day(StrEnum):
    """The day on which a shift begins; on a holiday only what is said of holidays counts."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"
    HOLIDAY = "holiday"

    @classmethod
    def of(cls, on: date, holidays: Iterable[date]) -> Self:
        """What a date counts as."""
        return cls.HOLIDAY if on in holidays else tuple(cls)[on.weekday()]


def _of_the_wall(at: time) -> time:
    if at.tzinfo is not None:
        raise ValueError("This is a time of the clinic's own clock: write it as 22:00, without a zone")
    return at


People = Annotated[
    tuple[UUID, ...], Field(min_length=1, max_length=50, description="Staff ids, first to be paged first")
]
WallTime = Annotated[time, AfterValidator(_of_the_wall), Field(description="By the clinic's own clock")]


class Shift(BaseModel):
    """The same hours every week, in the clinic's zone; several at one moment are layers, the first first."""

    model_config = ConfigDict(frozen=True)

    days: Annotated[tuple[Day, ...], Field(min_length=1, max_length=8, description="On which it begins")]
    starts_at: WallTime
    ends_at: WallTime = Field(description="On the next day where it is not later than starts_at")
    people: People

    def span(self, on: date, timezone: str) -> tuple[datetime, datetime]:
        """From when until when it lasts if it begins on a date: an hour more or less on a night of DST."""
        last = on if self.ends_at > self.starts_at else on + _DAY
        return local(on, self.starts_at, timezone), local(last, self.ends_at, timezone)


class Duty(BaseModel):
    """Somebody's duty on a date, beside the weekly shifts: what another calendar knows of."""

    model_config = ConfigDict(frozen=True)

    uid: str = Field(min_length=1, max_length=255, description="Its name in the calendar it came from")
    starts_at: UtcDatetime
    ends_at: UtcDatetime
    people: People

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        _in_order(self.starts_at, self.ends_at)
        return self


class Override(BaseModel):
    """Others are on call for a while: instead of everybody, or in one person's place."""

    model_config = ConfigDict(frozen=True)

    override_id: UUID
    starts_at: UtcDatetime
    ends_at: UtcDatetime
    people: People
    instead_of: UUID | None = Field(default=None, description="Whose place they take; everybody's without it")

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        _in_order(self.starts_at, self.ends_at)
        return self

    def over(self, people: tuple[UUID, ...]) -> tuple[UUID, ...]:
        """Who is on call with it, of those who would be without."""
        if self.instead_of is None:
            return self.people
        changed = (self.people if one == self.instead_of else (one,) for one in people)
        return tuple(dict.fromkeys(one for group in changed for one in group))


def _in_order(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise ValueError("ends_at must be later than starts_at")
