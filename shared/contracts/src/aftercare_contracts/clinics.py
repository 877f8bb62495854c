"""What a clinic decides about itself."""

from datetime import timedelta
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from aftercare_contracts.event import Event, Language, Timezone
from aftercare_contracts.hours import Hours
from aftercare_contracts.roster import Roster

Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 code, as US")]
Region = Annotated[str, Field(pattern=r"^[A-Z0-9]{1,3}$", description="ISO 3166-2 code in it, as RI")]


class ClinicConfigured(Event):
    """A clinic's public settings; a higher revision replaces a lower one."""

    topic: ClassVar[str] = "clinic.configured.v1"

    revision: int = Field(ge=1)
    name: str = Field(min_length=1, max_length=20, description="As it stands in every text")
    timezone: Timezone
    language: Language
    emergency_number: str = Field(pattern=r"^\d{2,6}$", description="As 911 or 112")
    hours: Hours = Field(default_factory=Hours, description="When scheduled texts may go")
    country: Country | None = Field(
        default=None, description="Where the clinic is: numbers without a country, and public holidays"
    )
    region: Region | None = Field(
        default=None, description="Where in that country: its own holidays, and its rules on texting hours"
    )


class RotaChanged(Event):
    """Who is paged, in which order, and how long each has to answer.

    The ladder is the fallback of the roster: paged when nobody is on call, and after those who are.
    """

    topic: ClassVar[str] = "rota.changed.v1"

    revision: int = Field(ge=1)
    ladder: Annotated[tuple[UUID, ...], Field(description="Staff ids, first to be paged first")]
    page_wait: timedelta = Field(gt=timedelta(0), description="How long one person has before the next")
    roster: Roster = Field(default_factory=Roster, description="Who is on call when; nobody ever without it")
