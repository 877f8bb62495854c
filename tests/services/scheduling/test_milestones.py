from datetime import date, datetime

import pytest
from support.events import NEW_YORK

from aftercare_chassis import closed_days
from aftercare_contracts import Hours, Milestone
from aftercare_scheduling.domain.milestones import Ask, TooLate, Wait, month_after, plan, when_due

HOURS = Hours()


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    ("performed_on", "timezone", "day_1", "week_1", "month_1"),
    [
        # a Monday in January
        ("2026-01-05", NEW_YORK, "2026-01-06T15:00Z", "2026-01-12T15:00Z", "2026-02-05T15:00Z"),
        # the month ends sooner: 31 January + a month is 28 February, a Saturday
        ("2026-01-31", NEW_YORK, "2026-02-01T17:00Z", "2026-02-07T15:00Z", "2026-02-28T15:00Z"),
        # a leap year, 29 February a Tuesday
        ("2028-01-31", NEW_YORK, "2028-02-01T15:00Z", "2028-02-07T15:00Z", "2028-02-29T15:00Z"),
        # across the night on which clocks go forward, 8 March 2026
        ("2026-03-06", NEW_YORK, "2026-03-07T15:00Z", "2026-03-13T14:00Z", "2026-04-06T14:00Z"),
        # across the night on which they go back, 1 November 2026
        ("2026-10-30", NEW_YORK, "2026-10-31T14:00Z", "2026-11-06T15:00Z", "2026-11-30T15:00Z"),
        # across a year, in a zone without clock changes and half an hour off; 3 January 2027 is a Sunday
        ("2026-12-27", "Asia/Kolkata", "2026-12-28T04:30Z", "2027-01-03T06:30Z", "2027-01-27T04:30Z"),
    ],
)
def test_a_procedure_has_three_milestones_at_ten_or_at_noon_on_sundays(
    performed_on: str, timezone: str, day_1: str, week_1: str, month_1: str
) -> None:
    planned = plan(date.fromisoformat(performed_on), timezone, HOURS)
    assert {one.milestone: one.due_at for one in planned} == {
        Milestone.DAY_1: at(day_1),
        Milestone.WEEK_1: at(week_1),
        Milestone.MONTH_1: at(month_1),
    }
    assert all(one.expires_at > one.due_at for one in planned)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2026-01-31", "2026-02-28"),
        ("2028-01-30", "2028-02-29"),
        ("2028-02-29", "2028-03-29"),
        ("2026-12-31", "2027-01-31"),
        ("2026-08-31", "2026-09-30"),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_one(on: str, expected: str) -> None:
    assert month_after(date.fromisoformat(on)) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-01-06T15:00Z", Ask()),
        ("2026-01-07T00:59Z", Ask()),  # 19:59
        ("2026-01-07T01:00Z", Wait(at("2026-01-07T14:00Z"))),  # 20:00, tomorrow at nine
        ("2026-01-08T00:59Z", Ask()),  # the next evening, a minute before it is too late
        ("2026-01-08T01:00Z", TooLate()),
        ("2026-02-01T15:00Z", TooLate()),
    ],
)
def test_a_day_1_question_waits_out_the_night_and_dies_the_evening_after(
    now: str, expected: Ask | Wait | TooLate
) -> None:
    day_1 = plan(date(2026, 1, 5), NEW_YORK, HOURS)[0]
    assert when_due(at(now), expires_at=day_1.expires_at, hours=HOURS, timezone=NEW_YORK) == expected


IN_TEXAS = closed_days(HOURS, "US", "TX")


@pytest.mark.parametrize(
    ("performed_on", "day_1", "expires"),
    [
        # the day before Thanksgiving 2026; in Texas the Friday after is closed too
        ("2026-11-25", "2026-11-28T15:00Z", "2026-11-30T01:00Z"),
        # Christmas Eve, Christmas and the 26th are closed in Texas: Sunday at noon
        ("2026-12-23", "2026-12-27T17:00Z", "2026-12-29T01:00Z"),
        ("2026-12-01", "2026-12-02T15:00Z", "2026-12-04T01:00Z"),
    ],
)
def test_a_milestone_on_a_holiday_moves_to_the_next_open_day_and_is_of_use_as_long_from_there(
    performed_on: str, day_1: str, expires: str
) -> None:
    planned = plan(date.fromisoformat(performed_on), NEW_YORK, HOURS, IN_TEXAS)[0]
    assert (planned.due_at, planned.expires_at) == (at(day_1), at(expires))


def test_what_an_outage_delayed_to_the_eve_of_a_holiday_is_asked_after_it() -> None:
    asked_on_tuesday = plan(date(2026, 11, 23), NEW_YORK, HOURS, IN_TEXAS)[0]
    assert asked_on_tuesday.expires_at == at("2026-11-26T01:00Z")
    week_1 = plan(date(2026, 11, 17), NEW_YORK, HOURS, IN_TEXAS)[1]
    decision = when_due(
        at("2026-11-26T01:00Z"), expires_at=week_1.expires_at, hours=HOURS, timezone=NEW_YORK, closed=IN_TEXAS
    )
    assert decision == Wait(at("2026-11-28T14:00Z"))
