"""Calls to the phones of staff: asked for, answered with a key, ended."""

from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from aftercare_contracts.cases import Decision
from aftercare_contracts.event import Event, Language, UtcDatetime
from aftercare_contracts.parties import Party

Spoken = Annotated[str, Field(min_length=1, max_length=400)]


class Script(BaseModel):
    """All that is said in a call; nothing of a patient is."""

    model_config = ConfigDict(frozen=True)

    greeting: Spoken = Field(description="Says which keys do what")
    taken: Spoken = Field(description="After 1")
    passed: Spoken = Field(description="After 2")
    unclear: Spoken = Field(description="After any other key; the greeting comes again")
    silent: Spoken = Field(description="When no key was pressed")
    gone: Spoken = Field(description="When the call is of no more use, as somebody else was quicker")


class CallResult(StrEnum):
    """How a call ended: only a key is an answer, as a machine picks up too."""

    PRESSED = "pressed"
    NO_KEY = "no_key"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    FAILED = "failed"
    NOT_MADE = "not_made"


class CallRequested(Event):
    """A member of staff is to be called about a page, at any hour, but not after `expires_at`."""

    topic: ClassVar[str] = "call.requested.v1"

    call_id: UUID
    party: Party
    language: Language
    script: Script
    expires_at: UtcDatetime


class CallAnswered(Event):
    """A member of staff pressed a key in a call: takes the case, or passes it on."""

    topic: ClassVar[str] = "call.answered.v1"

    call_id: UUID
    party: Party
    decision: Decision
    answered_at: UtcDatetime


class CallEnded(Event):
    """A call is over, or was not made."""

    topic: ClassVar[str] = "call.ended.v1"

    call_id: UUID
    party: Party
    result: CallResult
    code: int | None = Field(default=None, description="The carrier's error code, if it gave one")
    reason: str = Field(description="In plain words, with what to do")
