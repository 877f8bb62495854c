from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from aftercare_sandbox.domain.segments import count_segments

if TYPE_CHECKING:
    from datetime import datetime


class Status(StrEnum):
    """Every status of Twilio's message resource."""

    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELED = "canceled"
    READ = "read"
    PARTIALLY_DELIVERED = "partially_delivered"
    RECEIVING = "receiving"
    RECEIVED = "received"


class Direction(StrEnum):
    """Every direction of Twilio's message resource."""

    INBOUND = "inbound"
    OUTBOUND_API = "outbound-api"
    OUTBOUND_CALL = "outbound-call"
    OUTBOUND_REPLY = "outbound-reply"


NEXT: dict[Status, frozenset[Status]] = {
    Status.ACCEPTED: frozenset({Status.QUEUED, Status.FAILED}),
    Status.QUEUED: frozenset({Status.SENDING, Status.FAILED}),
    Status.SENDING: frozenset({Status.SENT, Status.FAILED}),
    Status.SENT: frozenset({Status.DELIVERED, Status.UNDELIVERED}),
}
SETTLED = frozenset(
    {Status.SENT, Status.DELIVERED, Status.UNDELIVERED, Status.FAILED, Status.CANCELED, Status.RECEIVED},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One text on its way to or from a phone."""

    sid: str
    seq: int
    """The order of creation, from 1."""
    direction: Direction
    to: str
    from_: str
    text: str
    status: Status
    created_at: datetime
    updated_at: datetime
    shown_at: datetime
    """When it was created by the system's clock, which may run faster than the carrier's."""
    sent_at: datetime | None = None
    error_code: int | None = None
    expires_at: datetime | None = None
    """In real time; an inbound text never does."""
    media: int = 0
    service_sid: str | None = None
    status_callback: str | None = None
    history: tuple[Status, ...] = ()
    reached: bool | None = None
    """Whether the webhook took an inbound message; None while that is open."""

    @property
    def phone(self) -> str:
        """The number at a person's end."""
        return self.from_ if self.direction is Direction.INBOUND else self.to

    @property
    def segments(self) -> int:
        """As billed; 0 while a messaging service has not chosen a sender."""
        return 0 if self.status is Status.ACCEPTED else count_segments(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One status that a message will come to."""

    status: Status
    error_code: int | None = None


def advance(message: Message, step: Step, *, at: datetime) -> Message:
    """The message after this step; a step that the carrier cannot take is a ValueError."""
    if step.status not in NEXT.get(message.status, frozenset()):
        raise ValueError(f"{message.status} does not become {step.status}.")
    return replace(
        message,
        status=step.status,
        error_code=step.error_code,
        updated_at=at,
        sent_at=at if step.status is Status.SENT else message.sent_at,
        history=(*message.history, step.status),
    )
