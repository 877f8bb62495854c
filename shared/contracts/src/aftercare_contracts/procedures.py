"""What was done to a scalp, and when."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from aftercare_contracts.event import Event, Language, Timezone


class ProcedureCompleted(Event):
    """A session of the procedure has ended and the patient goes home."""

    topic: ClassVar[str] = "procedure.completed.v1"

    procedure_id: UUID
    patient_id: UUID
    session: int = Field(ge=1, le=99, description="1 for the first session of a patient, 2 for the next")
    performed_on: date = Field(description="The day in the patient's zone")
    timezone: Timezone = Field(description="The patient's zone")
    language: Language


class ProcedureAmended(Event):
    """The clinic corrected the date of a procedure, or the zone it is counted in."""

    topic: ClassVar[str] = "procedure.amended.v1"

    procedure_id: UUID
    revision: int = Field(ge=1)
    performed_on: date
    timezone: Timezone


class ProcedureVoided(Event):
    """The procedure was entered by mistake: nothing more is to be asked about it."""

    topic: ClassVar[str] = "procedure.voided.v1"

    procedure_id: UUID
    reason: str = Field(max_length=200)
