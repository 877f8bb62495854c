from datetime import datetime, time, timedelta

import pytest

from aftercare_contracts import Hours
from aftercare_escalations.domain.clinic import Clinic, after_open_hours

CLINIC = Clinic(timezone="America/New_York")


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-01-05T10:00-05:00", 2, "2026-01-05T17:00Z"),  # a Monday at ten: at noon
        ("2026-01-05T18:00-05:00", 2, "2026-01-06T01:00Z"),  # just before it closes
        ("2026-01-05T18:30-05:00", 2, "2026-01-06T14:30Z"),  # half an hour is left for Tuesday
        ("2026-01-05T23:00-05:00", 2, "2026-01-06T16:00Z"),  # at night: Tuesday at eleven
        ("2026-01-05T05:00-05:00", 8, "2026-01-05T22:00Z"),
        ("2026-01-03T19:00-05:00", 2, "2026-01-04T18:00Z"),  # Saturday evening, and Sunday opens at noon
        ("2026-01-05T10:00-05:00", 24, "2026-01-07T17:00Z"),  # 10 hours, 11 hours, and 3 on Wednesday
        ("2026-03-07T19:00-05:00", 2, "2026-03-08T17:00Z"),  # the clocks go forward in between
        ("2026-10-31T19:00-04:00", 2, "2026-11-01T18:00Z"),  # and back
    ],
)
def test_open_hours_are_counted_while_the_clinic_is_open(start: str, hours: int, expected: str) -> None:
    assert after_open_hours(at(start), timedelta(hours=hours), CLINIC) == at(expected)


def test_a_clinic_that_never_opens_counts_as_always_open() -> None:
    closed = Hours(opens_at=time(20), sunday_opens_at=time(21), closes_at=time(9))
    clinic = Clinic(timezone="Europe/Madrid", hours=closed)
    start = at("2026-01-05T10:00+01:00")
    assert after_open_hours(start, timedelta(hours=2), clinic) == start + timedelta(hours=2)
