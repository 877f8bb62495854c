"""What a clinic decides about itself."""

from datetime import time, timedelta
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from aftercare_contracts.event import Event, Language, Timezone


class ClinicConfigured(Event):
    """A clinic's public settings; a higher revision replaces a lower one."""

    topic: ClassVar[str] = "clinic.configured.v1"

    revision: int = Field(ge=1)
    name: str = Field(min_length=1, max_length=20, description="As it stands in every text")
    timezone: Timezone
    language: Language
    emergency_number: str = Field(pattern=r"^\d{2,6}$", description="As 911 or 112")
    prompt_at: time = Field(description="Local time at which a check-in is planned")
    opens_at: time = Field(description="Local time before which no scheduled text goes, Monday to Saturday")
    sunday_opens_at: time
    closes_at: time = Field(description="Local time from which no scheduled text goes")


class RotaChanged(Event):
    """Who is paged, in which order, and how long each has to answer."""

    topic: ClassVar[str] = "rota.changed.v1"

    revision: int = Field(ge=1)
    ladder: Annotated[tuple[UUID, ...], Field(description="Staff ids, first to be paged first")]
    page_wait: timedelta = Field(gt=timedelta(0), description="How long one person has before the next")
