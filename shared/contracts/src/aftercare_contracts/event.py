"""What all events have in common."""

from datetime import UTC, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field


def _to_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


UtcDatetime = Annotated[AwareDatetime, AfterValidator(_to_utc)]
ClinicId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9-]*$")]
Timezone = Annotated[str, Field(min_length=1, max_length=64, description="IANA name, as Europe/Madrid")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$", description="ISO 639-1 code, as en or es")]


class Event(BaseModel):
    """A fact that one service tells the others: immutable, and identified by its `event_id`."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    topic: ClassVar[str]

    event_id: UUID
    clinic_id: ClinicId
    occurred_at: UtcDatetime
    correlation_id: UUID = Field(description="The procedure or the case this belongs to")
