"""What is asked of a patient, and what the answer is taken to mean."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from aftercare_contracts.event import Event, Language, UtcDatetime
from aftercare_contracts.parties import Party


class Milestone(StrEnum):
    """When after a procedure a patient hears from us."""

    DAY_1 = "day_1"
    WEEK_1 = "week_1"
    MONTH_1 = "month_1"

    @property
    def day(self) -> int:
        """Day after the procedure whose triage rules apply: 1, 7 or 30."""
        return {Milestone.DAY_1: 1, Milestone.WEEK_1: 7, Milestone.MONTH_1: 30}[self]


class Level(StrEnum):
    """What a patient's report was read as."""

    EMERGENCY = "EMERGENCY"
    SEVERE = "SEVERE"
    MODERATE = "MODERATE"
    MILD = "MILD"
    NONE = "NONE"
    UNCLEAR = "UNCLEAR"

    @property
    def urgency(self) -> int:
        """How soon a person must look, 0 to 5: at what cannot be read before a moderate report."""
        return _BY_URGENCY.index(self)


_BY_URGENCY = (Level.NONE, Level.MILD, Level.MODERATE, Level.UNCLEAR, Level.SEVERE, Level.EMERGENCY)


class DropReason(StrEnum):
    """Why a planned check-in will not be sent."""

    SUPERSEDED = "superseded"
    VOIDED = "voided"
    TOO_LATE = "too_late"
    FORGOTTEN = "forgotten"


class CheckinDue(Event):
    """A milestone has come: ask the patient now, and not after `expires_at`."""

    topic: ClassVar[str] = "checkin.due.v1"

    checkin_id: UUID
    procedure_id: UUID
    patient_id: UUID
    session: int
    milestone: Milestone
    language: Language
    due_at: UtcDatetime
    expires_at: UtcDatetime


class CheckinDropped(Event):
    """A milestone will not be asked about."""

    topic: ClassVar[str] = "checkin.dropped.v1"

    checkin_id: UUID
    procedure_id: UUID
    patient_id: UUID
    milestone: Milestone
    reason: DropReason


class CheckinUnanswered(Event):
    """A patient was asked and stayed silent until the deadline."""

    topic: ClassVar[str] = "checkin.unanswered.v1"

    checkin_id: UUID
    procedure_id: UUID
    patient_id: UUID
    milestone: Milestone


class SymptomsAssessed(Event):
    """What a reply was read as, by which rule, and the words that showed it."""

    topic: ClassVar[str] = "symptoms.assessed.v1"

    assessment_id: UUID
    reply_id: UUID
    party: Party
    procedure_id: UUID | None
    checkin_id: UUID | None
    day: int
    level: Level
    symptoms: tuple[str, ...]
    negated: tuple[str, ...]
    matched: tuple[str, ...] = Field(
        description="Sign, state and the words that showed it, as `pus denied: no pus`; for staff only"
    )
    rule: str
    version: str


class ConcernRaised(Event):
    """A person must look at this patient; carries none of the patient's words."""

    topic: ClassVar[str] = "concern.raised.v1"

    concern_id: UUID
    party: Party
    procedure_id: UUID | None
    reply_id: UUID | None
    level: Level
    rule: str
    language: Language
    names_sign: bool = Field(
        default=False, description="Whether a word for a sign of the body occurs that is not denied"
    )
    replied_at: UtcDatetime | None = Field(default=None, description="When the reply came that raised it")
