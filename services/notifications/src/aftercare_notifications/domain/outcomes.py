"""What a carrier may answer, as values."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from aftercare_notifications.settings.senders import Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text as it goes to the carrier."""

    message_id: UUID
    number: str
    body: str
    validity: timedelta
    sender: Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The carrier has it, under this sid of this account; none for the first account's."""

    sid: str
    status: str
    account_sid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The carrier will not take it: definitely not sent. `code` is one of its own error codes."""

    code: int
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSent:
    """The carrier never had it, or did nothing with it: definitely not sent, and worth another try.

    `too_many` of ours came at once, and `pause` is what the carrier asks for, none when it does not say.
    """

    reason: str
    too_many: bool = False
    pause: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Nobody can say whether it was sent; `pause` as the carrier asks for it."""

    reason: str
    pause: timedelta | None = None


Outcome = Accepted | Refused | NotSent | Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A text from us to a number as the carrier remembers it."""

    sid: str
    body: str
    status: str
    code: int | None
    created_at: datetime
    account_sid: str | None = None
