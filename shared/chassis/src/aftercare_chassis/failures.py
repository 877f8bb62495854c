"""What a failure means, decided in one place."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

ATTEMPTS = 6
# What time or an operator mends, https://www.postgresql.org/docs/current/errcodes-appendix.html: connection,
# password, conflict, resources, operator, system; a lock, a read-only or missing database, a missing table.
_HEALING_STATES = ("08", "28", "40", "53", "57", "58", "55P03", "25006", "3D000", "42P01")


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


class Interrupted(Exception):
    """Something below cancelled our work, and not we: a dying connection does that."""


class Verdict(StrEnum):
    """What happens to a message whose handler failed."""

    DONE = "done"
    BURY = "bury"
    RETRY = "retry"
    RETURN = "return"


def verdict(error: BaseException, faults: int) -> Verdict:
    """What to do with a message after `faults` failures, this one too, that waiting does not heal."""
    match error:
        case Refused():
            return Verdict.DONE
        case Stopping():
            return Verdict.RETURN
        case Unreadable():
            return Verdict.BURY
        case _ if heals(error) or faults < ATTEMPTS:
            return Verdict.RETRY
        case _:
            return Verdict.BURY


def heals(error: BaseException) -> bool:
    """Whether the trouble is outside the message and may pass: a server away, a deadlock, a full disk."""
    if isinstance(error, (InterfaceError, OperationalError, PoolTimeout, OSError, TimeoutError, Interrupted)):
        return True
    state = getattr(getattr(error, "orig", error), "sqlstate", None)
    invalidated = isinstance(error, DBAPIError) and error.connection_invalidated
    return invalidated or (isinstance(state, str) and state.startswith(_HEALING_STATES))
