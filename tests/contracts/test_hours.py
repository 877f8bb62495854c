from datetime import date, datetime, time

import pytest

from aftercare_contracts import Hours

HOURS = Hours()


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    ("on", "timezone", "expected"),
    [
        ("2026-03-02", "America/New_York", "2026-03-02T15:00:00+00:00"),  # a Monday in winter
        (
            "2026-03-09",
            "America/New_York",
            "2026-03-09T14:00:00+00:00",
        ),  # the Monday after clocks went forward
        ("2026-11-02", "America/New_York", "2026-11-02T15:00:00+00:00"),  # the Monday after they went back
        ("2026-03-08", "America/New_York", "2026-03-08T16:00:00+00:00"),  # a Sunday opens at noon
        ("2026-06-10", "Europe/Madrid", "2026-06-10T08:00:00+00:00"),
        ("2026-06-10", "Asia/Kolkata", "2026-06-10T04:30:00+00:00"),
        ("2026-06-10", "America/Phoenix", "2026-06-10T17:00:00+00:00"),
        ("2026-06-10", "Australia/Lord_Howe", "2026-06-09T23:30:00+00:00"),
    ],
)
def test_a_text_is_planned_at_ten_in_the_patients_zone(on: str, timezone: str, expected: str) -> None:
    assert HOURS.planned(date.fromisoformat(on), timezone) == at(expected)


def test_an_hour_that_a_clock_change_skips_moves_on_with_the_clock() -> None:
    hours = Hours(prompt_at=time(2, 30), opens_at=time(2), sunday_opens_at=time(2))
    assert hours.planned(date(2026, 3, 8), "America/New_York") == at("2026-03-08T07:30:00+00:00")


def test_an_hour_that_happens_twice_is_the_first_of_the_two() -> None:
    hours = Hours(prompt_at=time(1, 30), opens_at=time(1), sunday_opens_at=time(1))
    assert hours.planned(date(2026, 11, 1), "America/New_York") == at("2026-11-01T05:30:00+00:00")


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-03T14:30:00+00:00", "2026-03-03T14:30:00+00:00"),  # Tuesday 9:30: open
        ("2026-03-03T13:59:59+00:00", "2026-03-03T14:00:00+00:00"),  # a second before nine
        ("2026-03-04T00:59:59+00:00", "2026-03-04T00:59:59+00:00"),  # Tuesday 19:59:59: still open
        ("2026-03-04T01:00:00+00:00", "2026-03-04T14:00:00+00:00"),  # Tuesday 20:00: tomorrow at nine
        (
            "2026-03-08T02:00:00+00:00",
            "2026-03-08T16:00:00+00:00",
        ),  # Saturday 21:00: Sunday noon, clocks forward
        (
            "2026-11-01T01:30:00+00:00",
            "2026-11-01T17:00:00+00:00",
        ),  # Saturday 21:30: Sunday noon, clocks back
    ],
)
def test_a_closed_window_opens_next(now: str, expected: str) -> None:
    assert HOURS.next_opening(at(now), "America/New_York") == at(expected)
