"""What comes back from a phone."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from aftercare_contracts.event import Event, UtcDatetime
from aftercare_contracts.parties import Party


class Keyword(StrEnum):
    """Words that carriers act on when they stand alone."""

    STOP = "stop"
    START = "start"
    HELP = "help"


class ReplyReceived(Event):
    """A patient, or a number nobody knows, has texted the clinic."""

    topic: ClassVar[str] = "reply.received.v1"

    reply_id: UUID
    party: Party
    candidates: tuple[UUID, ...] = Field(
        default=(), description="Patients who share the number, when it is not known which of them wrote"
    )
    words: str
    keyword: Keyword | None = Field(
        default=None, description="The carrier keyword that the words are, when they are nothing else"
    )
    photos: int = Field(default=0, ge=0)
    received_at: UtcDatetime


class StaffReplyReceived(Event):
    """A member of staff has texted the clinic."""

    topic: ClassVar[str] = "staff_reply.received.v1"

    reply_id: UUID
    staff_id: UUID
    words: str
    received_at: UtcDatetime


class ReplyRetracted(Event):
    """Staff found that a reply does not belong to this patient: it answers no question of theirs."""

    topic: ClassVar[str] = "reply.retracted.v1"

    reply_id: UUID
    patient_id: UUID
    staff_id: UUID
    reason: str = Field(max_length=200)
