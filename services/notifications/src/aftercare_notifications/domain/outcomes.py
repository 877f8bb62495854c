"""What a carrier may answer, as values."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text as it goes to the carrier."""

    message_id: UUID
    number: str
    body: str
    validity: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The carrier has it, under this sid."""

    sid: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The carrier will not take it: definitely not sent. `code` is one of its own error codes."""

    code: int
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSent:
    """The carrier never had it, or did nothing with it: definitely not sent, and worth another try."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Nobody can say whether it was sent."""

    reason: str


Outcome = Accepted | Refused | NotSent | Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A text from us to a number as the carrier remembers it."""

    sid: str
    body: str
    status: str
    code: int | None
    created_at: datetime
