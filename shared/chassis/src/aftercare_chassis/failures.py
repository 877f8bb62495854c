"""What a failure means, decided in one place."""

from enum import StrEnum
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

ATTEMPTS = 6
_HEALING_STATES = frozenset({"40001", "40P01", "53300", "55P03", "57014", "57P01", "57P02", "57P03", "53100"})


class Refused(Exception):
    """The event is understood and will not be acted on, now or later: recorded, and done."""


class NotYet(Exception):
    """Something this event needs has not arrived: worth another try soon."""


class Unreadable(Exception):
    """The message is not an event that this service knows."""


class Contradiction(Unreadable):
    """An event id came again with another body."""

    def __init__(self, event_id: UUID) -> None:
        super().__init__(f"event {event_id} came again with another body")


class Stopping(Exception):
    """The service stops before it got to this message: somebody else may have it."""


class Verdict(StrEnum):
    """What happens to a message whose handler failed."""

    DONE = "done"
    BURY = "bury"
    RETRY = "retry"
    RETURN = "return"


def verdict(error: BaseException, attempt: int) -> Verdict:
    """What to do with a message after its `attempt`-th failure, counted from 1."""
    match error:
        case Refused():
            return Verdict.DONE
        case Stopping():
            return Verdict.RETURN
        case Unreadable() | ValidationError():
            return Verdict.BURY
        case _ if heals(error) or attempt < ATTEMPTS:
            return Verdict.RETRY
        case _:
            return Verdict.BURY


def heals(error: BaseException) -> bool:
    """Whether the trouble is outside the message and may pass: a server away, a deadlock, a full disk."""
    if isinstance(error, (InterfaceError, OperationalError, OSError, TimeoutError)):
        return True
    if isinstance(error, DBAPIError):
        state = getattr(error.orig, "sqlstate", None)
        return error.connection_invalidated or state in _HEALING_STATES
    return False
