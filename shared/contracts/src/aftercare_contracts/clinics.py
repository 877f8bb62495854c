"""What a clinic decides about itself."""

from datetime import timedelta
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from aftercare_contracts.event import Event, Language, Timezone
from aftercare_contracts.hours import Hours


class ClinicConfigured(Event):
    """A clinic's public settings; a higher revision replaces a lower one."""

    topic: ClassVar[str] = "clinic.configured.v1"

    revision: int = Field(ge=1)
    name: str = Field(min_length=1, max_length=20, description="As it stands in every text")
    timezone: Timezone
    language: Language
    emergency_number: str = Field(pattern=r"^\d{2,6}$", description="As 911 or 112")
    hours: Hours = Field(default_factory=Hours, description="When scheduled texts may go")


class RotaChanged(Event):
    """Who is paged, in which order, and how long each has to answer."""

    topic: ClassVar[str] = "rota.changed.v1"

    revision: int = Field(ge=1)
    ladder: Annotated[tuple[UUID, ...], Field(description="Staff ids, first to be paged first")]
    page_wait: timedelta = Field(gt=timedelta(0), description="How long one person has before the next")
