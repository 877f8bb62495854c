from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class CallStatus(StrEnum):
    """Every status of Twilio's call resource, and INITIATED, which only a status callback has."""

    QUEUED = "queued"
    INITIATED = "initiated"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    FAILED = "failed"
    CANCELED = "canceled"


ENDED = frozenset(
    {
        CallStatus.COMPLETED,
        CallStatus.BUSY,
        CallStatus.NO_ANSWER,
        CallStatus.FAILED,
        CallStatus.CANCELED,
    }
)
NEXT: dict[CallStatus, frozenset[CallStatus]] = {
    CallStatus.QUEUED: frozenset({CallStatus.RINGING, CallStatus.FAILED}),
    CallStatus.RINGING: frozenset({CallStatus.IN_PROGRESS, CallStatus.BUSY, CallStatus.NO_ANSWER}),
    CallStatus.IN_PROGRESS: frozenset({CallStatus.COMPLETED}),
}
# https://www.twilio.com/docs/voice/api/call-resource#statuscallbackevent: every end is one event.
_EVENTS: dict[CallStatus, str] = {
    CallStatus.INITIATED: "initiated",
    CallStatus.RINGING: "ringing",
    CallStatus.IN_PROGRESS: "answered",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call from the API to a phone."""

    sid: str
    seq: int
    to: str
    from_: str
    url: str
    status: CallStatus
    ring_s: int
    created_at: datetime
    updated_at: datetime
    shown_at: datetime
    """By the system's clock."""
    status_callback: str | None = None
    events: tuple[str, ...] = ("completed",)
    started_at: datetime | None = None
    ended_at: datetime | None = None
    heard: tuple[str, ...] = ()
    """What was said to whoever picked up, in order."""
    pressed: str = ""
    history: tuple[CallStatus, ...] = ()

    @property
    def phone(self) -> str:
        """The number at a person's end."""
        return self.to

    def is_reported(self, status: CallStatus) -> bool:
        """Whether the caller wants to be told of this status."""
        return self.status_callback is not None and _EVENTS.get(status, "completed") in self.events


def advance(call: Call, status: CallStatus, *, at: datetime) -> Call:
    """The call in its next status; one that it cannot come to is a ValueError."""
    if status not in NEXT.get(call.status, frozenset()):
        raise ValueError(f"{call.status} does not become {status}.")
    return replace(
        call,
        status=status,
        updated_at=at,
        started_at=at if status is CallStatus.IN_PROGRESS else call.started_at,
        ended_at=at if status in ENDED else None,
        history=(*call.history, status),
    )
