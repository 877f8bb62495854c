"""What is to reach a phone, and whether it did."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from aftercare_contracts.event import Event, UtcDatetime
from aftercare_contracts.parties import Party


class Purpose(StrEnum):
    """Why a text is sent, which decides what may hold it back."""

    PROMPT = "prompt"
    REMINDER = "reminder"
    ANSWER = "answer"
    SAFETY = "safety"
    PAGE = "page"
    NOTICE = "notice"


class PromptRequested(Event):
    """A scheduled text: once at most, in polite hours, with consent, never after `expires_at`."""

    topic: ClassVar[str] = "prompt.requested.v1"

    message_id: UUID
    party: Party
    purpose: Purpose
    text: str = Field(min_length=1, max_length=640)
    wording: str = Field(description="Name and version of the wording, as prompt.en.1")
    expires_at: UtcDatetime


class MessageRequested(Event):
    """A text that goes at any hour: an answer to somebody's own text, a safety text, a page, a notice.

    `{key}` in the text becomes the initials of a patient or the name of a member of staff in `names`.
    """

    topic: ClassVar[str] = "message.requested.v1"

    message_id: UUID
    party: Party
    purpose: Purpose
    text: str = Field(min_length=1, max_length=640)
    wording: str
    names: dict[str, Party] = Field(default_factory=dict)
    expires_at: UtcDatetime | None = None


class MessageSent(Event):
    """The carrier has taken a text."""

    topic: ClassVar[str] = "message.sent.v1"

    message_id: UUID
    party: Party
    purpose: Purpose
    wording: str
    text: str = Field(description="As it was sent")


class MessageDelivered(Event):
    """A text has reached the phone."""

    topic: ClassVar[str] = "message.delivered.v1"

    message_id: UUID
    party: Party
    purpose: Purpose


class MessageFailed(Event):
    """A text will not reach the phone."""

    topic: ClassVar[str] = "message.failed.v1"

    message_id: UUID
    party: Party
    purpose: Purpose
    code: int | None = Field(description="The carrier's error code, or none when we held it back")
    reason: str = Field(description="In plain words, with what to do")


class StaffTexted(Event):
    """A member of staff texts a patient from the console: it is to be sent, and automated texts pause."""

    topic: ClassVar[str] = "staff.texted.v1"

    message_id: UUID
    party: Party
    staff_id: UUID
    text: str = Field(min_length=1, max_length=640)


class PatientPhoned(Event):
    """A member of staff has phoned a patient whom a text did not reach: nobody else needs to."""

    topic: ClassVar[str] = "patient.phoned.v1"

    party: Party
    staff_id: UUID


class OptOutRequested(Event):
    """A reply asks, in the writer's own words, not to be texted any more."""

    topic: ClassVar[str] = "opt_out.requested.v1"

    party: Party
    reply_id: UUID
    after_message_id: UUID | None = Field(
        default=None, description="A safety text that answers the same reply and goes out first"
    )


class ConsentGiven(Event):
    """Somebody may be texted (again)."""

    topic: ClassVar[str] = "consent.given.v1"

    party: Party
    source: str
    wording: str | None = Field(default=None, description="Version of the wording that was shown, if any")
    given_at: UtcDatetime | None = Field(default=None, description="When, if not just now")
    recorded_by: str | None = Field(default=None, description="Who wrote it down, if not the phone itself")


class ConsentWithdrawn(Event):
    """Somebody must not be texted any more."""

    topic: ClassVar[str] = "consent.withdrawn.v1"

    party: Party
    source: str
