"""What the API takes about a rota."""

from datetime import date
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from aftercare_console.api.bodies import Reference
from aftercare_contracts import Day
from aftercare_contracts.shifts import WallTime

_STRICT = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
People = Annotated[
    tuple[Reference, ...],
    Field(min_length=1, max_length=50, description="Staff references, first to be paged first"),
]


class ShiftBody(BaseModel):
    """The same hours every week, by the clinic's own clock."""

    model_config = _STRICT

    days: Annotated[tuple[Day, ...], Field(min_length=1, max_length=8, description="On which it begins")]
    starts_at: WallTime
    ends_at: WallTime = Field(description="On the next day where it is not later than starts_at")
    people: People


class HolidaysBody(BaseModel):
    """Days on which only shifts that begin on a `holiday` begin."""

    model_config = _STRICT

    public: bool = Field(default=True, description="The public holidays of the clinic's country and region")
    dates: tuple[date, ...] = Field(default=(), max_length=200, description="Days of the clinic's own")


class RotaBody(BaseModel):
    """Who is on call when, and who is paged when nobody is."""

    model_config = _STRICT

    ladder: Annotated[
        tuple[Reference, ...],
        Field(
            min_length=1,
            max_length=50,
            description="The fallback: paged when nobody is on call, and after those who are",
        ),
    ]
    page_wait_minutes: int = Field(ge=1, le=240, description="How long one person has before the next")
    shifts: tuple[ShiftBody, ...] = Field(default=(), max_length=100)
    holidays: HolidaysBody | None = None


class OverrideBody(BaseModel):
    """Others are on call for a while."""

    model_config = _STRICT

    starts_at: AwareDatetime
    ends_at: AwareDatetime
    people: People
    instead_of: Reference | None = Field(
        default=None, description="Whose place they take; everybody's when left out"
    )

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise ValueError("ends_at must be later than starts_at")
        return self
