"""What the API gives back."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from aftercare_contracts import Decision, Hours, Level, PartyKind, Policies

_FROZEN = ConfigDict(frozen=True, from_attributes=True)


class ClinicAnswer(BaseModel):
    """A clinic's settings."""

    model_config = _FROZEN

    clinic_id: str
    revision: int
    name: str
    timezone: str
    language: str
    emergency_number: str
    hours: Hours
    country: str | None
    region: str | None


class PoliciesAnswer(BaseModel):
    """What is done about a case of each level; revision 0 are the defaults."""

    model_config = _FROZEN

    revision: int
    policies: Policies


class StaffAnswer(BaseModel):
    """A member of staff."""

    model_config = _FROZEN

    staff_id: UUID
    reference: str | None
    revision: int
    name: str | None
    number: str | None


class ProcedureAnswer(BaseModel):
    """A procedure, as it is kept."""

    model_config = _FROZEN

    procedure_id: UUID
    patient_id: UUID
    reference: str
    session: int
    performed_on: date


class PatientAnswer(BaseModel):
    """A patient."""

    model_config = _FROZEN

    patient_id: UUID
    reference: str | None
    given_name: str | None
    family_name: str | None
    timezone: str | None
    language: str | None


class EntryAnswer(BaseModel):
    """One event on a timeline."""

    model_config = _FROZEN

    event_id: UUID
    at: datetime
    topic: str
    sentence: str
    case_id: UUID | None
    data: dict[str, Any]


class TimelineAnswer(BaseModel):
    """A page of a timeline; `next` is where to go on, as `after`."""

    model_config = _FROZEN

    entries: list[EntryAnswer]
    next: str | None


class CaseAnswer(BaseModel):
    """How a case stands at `seen_at`, which a decision about it can give back."""

    model_config = _FROZEN

    case_id: UUID
    code: str | None
    level: Level | None
    state: str
    party: PartyKind | None
    patient: PatientAnswer | None
    holder: str | None
    pages: int
    opened_at: datetime | None
    closed_at: datetime | None
    outcome: str | None
    seen_at: datetime


class CaseStoryAnswer(BaseModel):
    """A case, and all that belongs to it."""

    model_config = _FROZEN

    case: CaseAnswer
    timeline: list[EntryAnswer]


class SpreadAnswer(BaseModel):
    """Seconds: the median, and what nine of ten do not exceed."""

    model_config = ConfigDict(frozen=True, from_attributes=True, ser_json_timedelta="float")

    median: timedelta | None
    ninetieth: timedelta | None


class NumbersAnswer(BaseModel):
    """The cases of one level whose reports came in one week."""

    model_config = _FROZEN

    week: date
    level: Level
    cases: int
    closed: int
    to_page: SpreadAnswer
    to_taken: SpreadAnswer
    to_closed: SpreadAnswer
    pages_per_case: float
    missed: float | None


class DecisionAnswer(BaseModel):
    """A decision that was passed on; the case follows in a moment."""

    model_config = _FROZEN

    event_id: UUID
    case_id: UUID
    decision: Decision


class TextAnswer(BaseModel):
    """A text that was passed on; whether it arrives is on the timeline, under the same `message_id`."""

    model_config = _FROZEN

    event_id: UUID
    message_id: UUID
    patient_id: UUID
    staff_id: UUID


class RetractionAnswer(BaseModel):
    """A retraction that was passed on."""

    model_config = _FROZEN

    event_id: UUID
    reply_id: UUID


class FaultAnswer(BaseModel):
    """What is wrong with a cell, or with the whole row, and what to do."""

    model_config = _FROZEN

    column: str | None
    detail: str


class RefusedRowAnswer(BaseModel):
    """A row that was not entered; `line` is the line of the file on which it begins."""

    model_config = _FROZEN

    line: int
    faults: list[FaultAnswer]


class ImportAnswer(BaseModel):
    """What became of a file's rows, or would: how many of each kind, and all that are refused."""

    model_config = _FROZEN

    dry_run: bool
    encoding: str
    ignored_columns: list[str]
    new: int
    changed: int
    same: int
    refused: int
    rows: list[RefusedRowAnswer]


class ErasureAnswer(BaseModel):
    """How far an erasure has come: when each service was done, and which are not."""

    model_config = _FROZEN

    patient_id: UUID
    asked_at: datetime
    staff_id: UUID | None
    done: dict[str, datetime]
    missing: list[str]
    everywhere: bool
