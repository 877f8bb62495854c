import pytest
from asyncpg.exceptions import InvalidPasswordError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from support.events import id_of

from aftercare_chassis.failures import (
    ATTEMPTS,
    Contradiction,
    Interrupted,
    NotYet,
    Refused,
    Stopping,
    Unreadable,
    Verdict,
    verdict,
)


class Deadlock(Exception):
    sqlstate = "40P01"


class UniqueViolation(Exception):
    sqlstate = "23505"


@pytest.mark.parametrize(
    ("error", "first", "last"),
    [
        (Refused("the session has a procedure"), Verdict.DONE, Verdict.DONE),
        (Stopping(), Verdict.RETURN, Verdict.RETURN),
        (Unreadable("not JSON"), Verdict.BURY, Verdict.BURY),
        (Contradiction(id_of("an event")), Verdict.BURY, Verdict.BURY),
        (NotYet("the clinic"), Verdict.RETRY, Verdict.BURY),
        (ZeroDivisionError(), Verdict.RETRY, Verdict.BURY),
        (OperationalError("select 1", {}, Exception()), Verdict.RETRY, Verdict.RETRY),
        (InterfaceError("select 1", {}, Exception()), Verdict.RETRY, Verdict.RETRY),
        (PoolTimeout(), Verdict.RETRY, Verdict.RETRY),
        (Interrupted(), Verdict.RETRY, Verdict.RETRY),
        (InvalidPasswordError(), Verdict.RETRY, Verdict.RETRY),
        (ConnectionRefusedError(), Verdict.RETRY, Verdict.RETRY),
        (TimeoutError(), Verdict.RETRY, Verdict.RETRY),
        (DBAPIError("update", {}, Deadlock()), Verdict.RETRY, Verdict.RETRY),
        (DBAPIError("insert", {}, UniqueViolation()), Verdict.RETRY, Verdict.BURY),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_a_failure_means_the_same_everywhere(error: Exception, first: Verdict, last: Verdict) -> None:
    assert verdict(error, 1) is first
    assert verdict(error, ATTEMPTS) is last
