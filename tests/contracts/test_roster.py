"""Who is on call at a moment, with the UTC instant that each local hour is."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from support.events import NEW_YORK, id_of

from aftercare_contracts import Day, Duty, Override, Roster, Shift

LENA, OMAR, ROSA, THEO = map(id_of, ("Lena", "Omar", "Rosa", "Theo"))
NAMES = {LENA: "Lena", OMAR: "Omar", ROSA: "Rosa", THEO: "Theo"}
WORKDAYS = (Day.MONDAY, Day.TUESDAY, Day.WEDNESDAY, Day.THURSDAY, Day.FRIDAY)
EVERY_DAY = (*WORKDAYS, Day.SATURDAY, Day.SUNDAY)
MADRID = "Europe/Madrid"


def shift(days: tuple[Day, ...], starts: str, ends: str, *people: object) -> Shift:
    return Shift.model_validate({"days": days, "starts_at": starts, "ends_at": ends, "people": people})


def override(starts: str, ends: str, *people: object, instead_of: object = None) -> Override:
    return Override.model_validate(
        {
            "override_id": id_of(f"{starts} {people}"), "starts_at": starts, "ends_at": ends,
            "people": people, "instead_of": instead_of,
        }
    )  # fmt: skip


def on_call(roster: Roster, at: str, timezone: str = NEW_YORK) -> list[str]:
    return [NAMES[one] for one in roster.on_call(datetime.fromisoformat(at), timezone)]


DAY_AND_NIGHT = Roster(
    shifts=(
        shift(WORKDAYS, "09:00", "20:00", LENA, OMAR),
        shift(EVERY_DAY, "20:00", "09:00", ROSA),
    )
)


@pytest.mark.parametrize(
    ("at", "people"),
    [
        ("2026-03-02T13:59:59Z", ["Rosa"]),  # Monday 08:59:59: the night that began on Sunday
        ("2026-03-02T14:00:00Z", ["Lena", "Omar"]),
        ("2026-03-03T00:59:59Z", ["Lena", "Omar"]),  # Monday 19:59:59
        ("2026-03-03T01:00:00Z", ["Rosa"]),
        ("2026-03-07T14:00:00Z", []),  # Saturday by day: a gap
        ("2026-03-08T01:00:00Z", ["Rosa"]),  # Saturday 20:00
        ("2026-03-08T13:00:00Z", []),  # Sunday 09:00 in summer time: the night was an hour shorter
        ("2026-03-08T12:59:59Z", ["Rosa"]),
        ("2026-03-10T00:00:00Z", ["Rosa"]),  # Monday 20:00 in summer time
        ("2026-03-09T23:59:59Z", ["Lena", "Omar"]),
    ],
)
def test_shifts_follow_the_clinics_own_clock(at: str, people: list[str]) -> None:
    assert on_call(DAY_AND_NIGHT, at) == people


@pytest.mark.parametrize(
    ("timezone", "night", "begins", "ends", "hours"),
    [
        (NEW_YORK, "2026-03-08T03:00Z", "2026-03-08T03:00Z", "2026-03-08T10:00Z", 7),
        (NEW_YORK, "2026-11-01T04:00Z", "2026-11-01T02:00Z", "2026-11-01T11:00Z", 9),
        (MADRID, "2026-03-29T00:00Z", "2026-03-28T21:00Z", "2026-03-29T04:00Z", 7),
        (MADRID, "2026-10-25T00:00Z", "2026-10-24T20:00Z", "2026-10-25T05:00Z", 9),
        (MADRID, "2026-06-01T00:00Z", "2026-05-31T20:00Z", "2026-06-01T04:00Z", 8),
    ],
)
def test_a_night_shift_is_an_hour_shorter_or_longer_when_the_clocks_change(
    timezone: str, night: str, begins: str, ends: str, hours: int
) -> None:
    roster = Roster(shifts=(shift(EVERY_DAY, "22:00", "06:00", LENA),))
    first, last = datetime.fromisoformat(begins), datetime.fromisoformat(ends)
    assert last - first == timedelta(hours=hours)
    assert on_call(roster, night, timezone) == ["Lena"]
    for at, people in ((first, ["Lena"]), (last - timedelta(seconds=1), ["Lena"]), (last, [])):
        assert on_call(roster, at.isoformat(), timezone) == people
    assert on_call(roster, (first - timedelta(seconds=1)).isoformat(), timezone) == []
    assert roster.off_call_at(LENA, first, timezone) == last


@pytest.mark.parametrize(
    ("wall", "at"),
    [
        ("02:30", "2026-03-08T07:30:00Z"),  # skipped: the clock goes from 02:00 to 03:00, and 02:30 is 03:30
        ("01:30", "2026-11-01T05:30:00Z"),  # comes twice: the first counts
        ("02:30", "2026-11-01T07:30:00Z"),
    ],
)
def test_a_change_of_shifts_in_the_hour_of_the_clocks_leaves_no_gap(wall: str, at: str) -> None:
    roster = Roster(shifts=(shift(EVERY_DAY, "14:00", wall, LENA), shift(EVERY_DAY, wall, "14:00", OMAR)))
    change = datetime.fromisoformat(at)
    assert on_call(roster, (change - timedelta(seconds=1)).isoformat()) == ["Lena"]
    assert on_call(roster, at) == ["Omar"]
    (before, after) = roster.stretches(change - timedelta(hours=3), change + timedelta(hours=3), NEW_YORK)
    assert (before.people, after.people, after.starts_at) == ((LENA,), (OMAR,), change)


def test_shifts_of_one_moment_are_layers_in_the_order_in_which_they_are_listed() -> None:
    first, second = (
        shift(EVERY_DAY, "00:00", "00:00", LENA, OMAR),
        shift(WORKDAYS, "08:00", "18:00", OMAR, ROSA),
    )
    at = "2026-03-02T15:00Z"
    assert on_call(Roster(shifts=(first, second)), at) == ["Lena", "Omar", "Rosa"]
    assert on_call(Roster(shifts=(second, first)), at) == ["Omar", "Rosa", "Lena"]


def test_a_shift_that_ends_when_it_begins_lasts_the_whole_day_and_never_ends() -> None:
    roster = Roster(shifts=(shift(EVERY_DAY, "09:00", "09:00", LENA),))
    at = datetime(2026, 3, 7, 20, tzinfo=UTC)
    (stretch,) = roster.stretches(at, at + timedelta(days=7), NEW_YORK)
    assert stretch.people == (LENA,)
    assert roster.off_call_at(LENA, at, NEW_YORK) is None


def test_on_a_holiday_only_what_is_said_of_holidays_begins_and_the_night_before_goes_on() -> None:
    nights = shift(EVERY_DAY, "20:00", "09:00", ROSA)
    feast = shift((Day.HOLIDAY,), "09:00", "21:00", THEO)
    roster = Roster(
        shifts=(shift(WORKDAYS, "09:00", "20:00", LENA), nights, feast), holidays=(date(2026, 7, 3),)
    )
    assert on_call(roster, "2026-07-03T12:59Z") == ["Rosa"]  # Friday 08:59: began on Thursday
    assert on_call(roster, "2026-07-03T14:00Z") == ["Theo"]
    assert on_call(roster, "2026-07-04T00:30Z") == ["Theo"]  # Friday 20:30: the night does not begin
    assert on_call(roster, "2026-07-04T02:00Z") == []
    assert on_call(roster, "2026-07-05T02:00Z") == ["Rosa"]  # Saturday 22:00


@pytest.mark.parametrize(
    ("overrides", "people"),
    [
        ((override("2026-03-02T15:00Z", "2026-03-02T16:00Z", THEO),), ["Theo"]),
        ((override("2026-03-02T14:00Z", "2026-03-02T15:00Z", THEO),), ["Lena", "Omar"]),
        (
            (override("2026-03-02T15:00Z", "2026-03-02T16:00Z", THEO, instead_of=OMAR),),
            ["Lena", "Theo"],
        ),
        (
            (override("2026-03-02T15:00Z", "2026-03-02T16:00Z", OMAR, instead_of=LENA),),
            ["Omar"],
        ),
        ((override("2026-03-02T15:00Z", "2026-03-02T16:00Z", THEO, instead_of=ROSA),), ["Lena", "Omar"]),
        (
            (
                override("2026-03-02T12:00Z", "2026-03-02T18:00Z", THEO),
                override("2026-03-02T15:00Z", "2026-03-02T15:01Z", ROSA),
            ),
            ["Rosa"],
        ),
        (
            (
                override("2026-03-02T12:00Z", "2026-03-02T18:00Z", THEO, OMAR),
                override("2026-03-02T12:00Z", "2026-03-02T18:00Z", ROSA, instead_of=THEO),
            ),
            ["Rosa", "Omar"],
        ),
        (
            (
                override("2026-03-02T12:00Z", "2026-03-02T18:00Z", ROSA, instead_of=LENA),
                override("2026-03-02T12:00Z", "2026-03-02T18:00Z", THEO),
            ),
            ["Theo"],
        ),
    ],
)
def test_an_override_takes_everybodys_place_a_swap_one_persons_and_the_later_one_counts(
    overrides: tuple[Override, ...], people: list[str]
) -> None:
    roster = DAY_AND_NIGHT.model_copy(update={"overrides": overrides})
    assert on_call(roster, "2026-03-02T15:00Z") == people


def test_an_override_fills_a_gap_and_ends_by_itself() -> None:
    roster = DAY_AND_NIGHT.model_copy(
        update={"overrides": (override("2026-03-07T14:00Z", "2026-03-08T01:00Z", THEO),)}
    )
    week = roster.stretches(
        datetime(2026, 3, 7, 13, tzinfo=UTC), datetime(2026, 3, 8, 2, tzinfo=UTC), NEW_YORK
    )
    assert [([NAMES[one] for one in it.people], it.starts_at.isoformat()) for it in week] == [
        (["Rosa"], "2026-03-07T13:00:00+00:00"),
        (["Theo"], "2026-03-07T14:00:00+00:00"),
        (["Rosa"], "2026-03-08T01:00:00+00:00"),
    ]


def test_a_duty_of_another_calendar_stands_beside_the_shifts() -> None:
    duty = Duty(
        uid="a@calendar",
        starts_at=datetime(2026, 3, 2, 15, tzinfo=UTC),
        ends_at=datetime(2026, 3, 2, 17, tzinfo=UTC),
        people=(THEO, LENA),
    )
    roster = DAY_AND_NIGHT.model_copy(update={"duties": (duty,)})
    assert on_call(roster, "2026-03-02T16:00Z") == ["Lena", "Omar", "Theo"]
    assert on_call(roster, "2026-03-02T17:00Z") == ["Lena", "Omar"]


def test_whoever_is_on_the_next_shift_too_is_off_call_when_that_ends() -> None:
    roster = Roster(
        shifts=(shift(WORKDAYS, "09:00", "17:00", LENA), shift(WORKDAYS, "17:00", "22:00", OMAR, LENA))
    )
    at = datetime(2026, 3, 2, 15, tzinfo=UTC)
    assert roster.off_call_at(LENA, at, NEW_YORK) == datetime(2026, 3, 3, 3, tzinfo=UTC)
    assert roster.off_call_at(ROSA, at, NEW_YORK) is None


@pytest.mark.parametrize(
    ("made", "field"),
    [
        ({"days": [], "starts_at": "09:00", "ends_at": "17:00", "people": [LENA]}, "days"),
        ({"days": ["friday"], "starts_at": "09:00", "ends_at": "17:00", "people": []}, "people"),
        ({"days": ["friday"], "starts_at": "9", "ends_at": "17:00", "people": [LENA]}, "starts_at"),
        ({"days": ["friday"], "starts_at": "09:00Z", "ends_at": "17:00", "people": [LENA]}, "starts_at"),
    ],
)
def test_a_shift_that_could_not_be_worked_is_refused(made: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Shift.model_validate(made)
    assert [".".join(map(str, one["loc"])) for one in refused.value.errors()] == [field]


walls = st.times().map(lambda at: time(at.hour, at.minute))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
people = st.lists(st.sampled_from(list(NAMES)), min_size=1, max_size=3).map(tuple)
shifts = st.builds(
    Shift,
    days=st.lists(st.sampled_from(Day), min_size=1, unique=True).map(tuple),
    starts_at=walls,
    ends_at=walls,
    people=people,
)
rosters = st.builds(
    Roster,
    shifts=st.lists(shifts, max_size=4).map(tuple),
    holidays=st.lists(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=3).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(roster=rosters, start=moments, timezone=st.sampled_from([NEW_YORK, MADRID, "Australia/Lord_Howe"]))
def test_stretches_leave_no_hole_and_say_what_on_call_says(
    roster: Roster, start: datetime, timezone: str
) -> None:
    end = start + timedelta(days=7)
    week = roster.stretches(start, end, timezone)
    assert (week[0].starts_at, week[-1].ends_at) == (start, end)
    assert all(one.ends_at == other.starts_at and one.people != other.people for one, other in pairwise(week))
    for one in week:
        middle = one.starts_at + (one.ends_at - one.starts_at) / 2
        for at in (one.starts_at, middle, one.ends_at - timedelta(microseconds=1)):
            assert roster.on_call(at, timezone) == one.people


class Counting(Shift):
    """A shift that knows how often one was compared with another by value."""

    compared: ClassVar[list[object]] = []

    def __eq__(self, other: object) -> bool:
        self.compared.append(other)
        return super().__eq__(other)

    __hash__ = Shift.__hash__


def test_looking_ahead_compares_no_shifts_by_value_which_took_seconds_where_there_are_many() -> None:
    shifts = tuple(
        Counting(days=EVERY_DAY, starts_at=time(hour), ends_at=time(hour + 1), people=(LENA,))
        for hour in range(20)
    )
    roster = Roster(shifts=shifts)
    ends_at = roster.off_call_at(LENA, datetime(2026, 3, 2, 15, tzinfo=UTC), "UTC")
    assert ends_at == datetime(2026, 3, 2, 20, tzinfo=UTC)
    assert Counting.compared == []
