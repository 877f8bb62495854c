"""Whom the services speak of: parties to a conversation, patients and staff."""

from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from aftercare_contracts.event import Event, Language, Timezone, UtcDatetime

PhoneNumber = Annotated[str, Field(pattern=r"^\+[1-9]\d{6,14}$", description="E.164")]
Name = Annotated[str, Field(min_length=1, max_length=80)]


class PartyKind(StrEnum):
    """What somebody at the other end of a phone is to the clinic."""

    PATIENT = "patient"
    STAFF = "staff"
    STRANGER = "stranger"


class Party(BaseModel):
    """Somebody a text goes to or comes from, without name or number."""

    model_config = ConfigDict(frozen=True)

    kind: PartyKind
    id: UUID


class Consent(BaseModel):
    """What a patient agreed to when the number was given."""

    model_config = ConfigDict(frozen=True)

    wording: str = Field(max_length=200, description="Version of the wording that was shown")
    source: str = Field(max_length=80, description="Where it was given, as intake-form")
    given_at: UtcDatetime
    recorded_by: str | None = Field(default=None, max_length=80, description="Who wrote it down")


class PatientRegistered(Event):
    """A patient's contact as the clinic knows it; a higher revision replaces a lower one."""

    topic: ClassVar[str] = "patient.registered.v1"

    patient_id: UUID
    revision: int = Field(ge=1)
    given_name: Name
    family_name: Name
    number: PhoneNumber
    timezone: Timezone
    language: Language
    consent: Consent | None


class PatientChanged(Event):
    """A patient's zone or language is another from now on; carries no contact data."""

    topic: ClassVar[str] = "patient.changed.v1"

    patient_id: UUID
    revision: int = Field(ge=1)
    timezone: Timezone
    language: Language


class PatientForgotten(Event):
    """A patient asked to be erased."""

    topic: ClassVar[str] = "patient.forgotten.v1"

    patient_id: UUID
    staff_id: UUID | None = Field(
        default=None, description="The member of staff who passed the wish on; none when a system did"
    )


class PatientErased(Event):
    """A service keeps nothing any more that names a patient, or how to reach them, or what they wrote."""

    topic: ClassVar[str] = "patient.erased.v1"

    patient_id: UUID
    service: Annotated[str, Field(pattern=r"^[a-z]{1,40}$", description="Which service")]


class StaffRegistered(Event):
    """A member of staff's contact; a higher revision replaces a lower one."""

    topic: ClassVar[str] = "staff.registered.v1"

    staff_id: UUID
    revision: int = Field(ge=1)
    name: Name
    number: PhoneNumber


class StaffForgotten(Event):
    """A member of staff has left."""

    topic: ClassVar[str] = "staff.forgotten.v1"

    staff_id: UUID
