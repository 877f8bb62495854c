from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from support.builders_console import MARA, event, named
from support.clock import StoppedClock
from support.console import CLINIC, Console
from support.heard import said

from aftercare_console.domain.sentences import Names, sentence
from aftercare_console.jobs.holidays import HolidayKeeper
from aftercare_contracts import Day, Override, Roster, RotaChanged, Shift

# The clock of a story stands at 10:00 of Monday 2 March 2026 in New York.
WORKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"]
DAYS = {"days": WORKDAYS, "starts_at": "09:00", "ends_at": "20:00", "people": ["mara", "noor"]}
NIGHTS = {
    "days": [*WORKDAYS, "saturday", "sunday"],
    "starts_at": "20:00",
    "ends_at": "09:00",
    "people": ["iris"],
}
ROTA: dict[str, Any] = {"ladder": ["iris"], "page_wait_minutes": 5, "shifts": [DAYS, NIGHTS]}
SWAP = {
    "starts_at": "2026-03-02T10:00:00-05:00",
    "ends_at": "2026-03-02T12:00:00-05:00",
    "people": ["iris"],
    "instead_of": "mara",
}


SHIFT = Shift(days=(Day.MONDAY,), starts_at=time(9), ends_at=time(17), people=(MARA.id,))
STAND_IN = Override(
    override_id=named("stand-in"),
    starts_at=datetime(2026, 3, 2, 15, tzinfo=UTC),
    ends_at=datetime(2026, 3, 2, 17, tzinfo=UTC),
    people=(MARA.id,),
)


def clock_of(console: Console) -> StoppedClock:
    assert isinstance(console.works.clock, StoppedClock)
    return console.works.clock


async def set_up(console: Console, rota: dict[str, Any] | None = None) -> None:
    """A clinic with Mara, Noor and Iris on its staff."""
    await console.set_up()
    await console.api.put("/clinics/main", json={**CLINIC, "country": "US", "region": "NY"})
    for reference, name, number in (("noor", "Noor Haddad", "66"), ("iris", "Iris Bell", "55")):
        body = {"name": name, "number": f"+120255501{number}"}
        assert (await console.api.put(f"/staff/{reference}", json=body)).status_code == 201
    answer = await console.api.put("/rota", json=rota or ROTA)
    assert answer.status_code == 200, answer.text


async def on_call(console: Console, at: str) -> list[str]:
    shown = (await console.api.get("/rota/on-call", params={"at": at})).json()
    return [one["name"] for one in shown["people"]]


async def test_shifts_are_set_shown_and_said_once(console: Console) -> None:
    await set_up(console)
    again = (await console.api.put("/rota", json=ROTA)).json()
    assert again == (await console.api.get("/rota")).json()
    assert (again["revision"], again["shifts"][0]["starts_at"]) == (2, "09:00:00")
    assert [one["name"] for one in again["shifts"][0]["people"]] == ["Mara Voss", "Noor Haddad"]
    (_, rota) = await said(console.works, RotaChanged)
    assert len(rota.roster.shifts) == 2


async def test_who_is_on_call_now_and_in_the_week_ahead(console: Console) -> None:
    await set_up(console)
    shown = (await console.api.get("/rota/on-call")).json()
    assert [one["name"] for one in shown["people"]] == ["Mara Voss", "Noor Haddad"]
    assert [one["name"] for one in shown["fallback"]] == ["Iris Bell"]
    week = shown["week"]
    assert week[0]["ends_at"] == "2026-03-03T01:00:00Z"  # 20:00 in New York
    # From Sunday 8 March on it is summer time there: 20:00 is midnight in UTC.
    assert [one["starts_at"] for one in week if not one["people"]] == [
        "2026-03-07T14:00:00Z",
        "2026-03-08T13:00:00Z",
    ]
    assert await on_call(console, "2026-03-09T00:00:00Z") == ["Iris Bell"]


async def test_a_swap_counts_for_its_while_and_is_taken_back(console: Console) -> None:
    await set_up(console)
    made = await console.api.post("/rota/overrides", json=SWAP)
    again = await console.api.post("/rota/overrides", json=SWAP)
    assert (made.status_code, again.status_code, again.json()) == (201, 200, made.json())
    assert await on_call(console, "2026-03-02T15:00:00Z") == ["Iris Bell", "Noor Haddad"]
    assert await on_call(console, "2026-03-02T17:00:00Z") == ["Mara Voss", "Noor Haddad"]
    gone = f"/rota/overrides/{made.json()['override_id']}"
    assert [(await console.api.delete(gone)).status_code for _ in range(2)] == [204, 404]
    assert await on_call(console, "2026-03-02T15:00:00Z") == ["Mara Voss", "Noor Haddad"]
    assert [one.revision for one in await said(console.works, RotaChanged)] == [1, 2, 3, 4]


async def test_a_rota_that_is_put_anew_keeps_its_overrides(console: Console) -> None:
    await set_up(console)
    await console.api.post("/rota/overrides", json=SWAP)
    await console.api.put("/rota", json={**ROTA, "page_wait_minutes": 10})
    assert await on_call(console, "2026-03-02T15:00:00Z") == ["Iris Bell", "Noor Haddad"]


async def test_on_the_holidays_of_a_country_weekday_shifts_do_not_begin(console: Console) -> None:
    await set_up(console, {**ROTA, "holidays": {"dates": ["2026-03-04"]}})
    days = (await console.api.get("/rota")).json()["holidays"]["days"]
    assert {"2026-03-04", "2026-07-03", "2027-12-25"} <= set(days)
    assert "2025-12-25" not in days
    assert await on_call(console, "2026-03-03T15:00:00Z") == ["Mara Voss", "Noor Haddad"]
    assert await on_call(console, "2026-03-04T15:00:00Z") == []
    assert await on_call(console, "2026-05-25T15:00:00Z") == []  # Memorial Day


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ladder": []}, "ladder"),
        ({"page_wait_minutes": 0}, "page_wait_minutes"),
        ({"shifts": [{**DAYS, "people": ["mara", "nobody"]}]}, "shifts.0.people.1"),
        ({"shifts": [DAYS, {**DAYS, "people": ["mara", "mara"]}]}, "shifts.1.people"),
        ({"shifts": [{**DAYS, "days": []}]}, "shifts.0.days"),
        ({"shifts": [{**DAYS, "starts_at": "9 am"}]}, "shifts.0.starts_at"),
        ({"shifts": [{**DAYS, "ends_at": "20:00-05:00"}]}, "shifts.0.ends_at"),
        ({"shifts": [{**DAYS, "colour": "teal"}]}, "shifts.0.colour"),
        ({"holidays": {"dates": ["30 February"]}}, "holidays.dates.0"),
        ({"holidays": {"public": True, "country": "US"}}, "holidays.country"),
    ],
)
async def test_a_rota_that_could_not_be_worked_is_refused_and_names_the_field(
    console: Console, changes: dict[str, Any], field: str
) -> None:
    await set_up(console)
    answer = await console.api.put("/rota", json={**ROTA, **changes})
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert len(await said(console.works, RotaChanged)) == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_at": "2026-03-02T10:00:00"}, "starts_at"),
        ({"ends_at": "2026-03-02T10:00:00-05:00"}, "body"),
        ({"starts_at": "2026-03-01T10:00:00Z", "ends_at": "2026-03-01T12:00:00Z"}, "ends_at"),
        ({"people": ["nobody"]}, "people.0"),
        ({"instead_of": "nobody"}, "instead_of"),
    ],
)
async def test_an_override_that_could_not_count_is_refused_and_names_the_field(
    console: Console, changes: dict[str, Any], field: str
) -> None:
    await set_up(console)
    answer = await console.api.post("/rota/overrides", json={**SWAP, **changes})
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]


async def test_public_holidays_need_to_know_where_the_clinic_is(console: Console) -> None:
    await set_up(console)
    await console.api.put("/clinics/main", json=CLINIC)
    answer = await console.api.put("/rota", json={**ROTA, "holidays": {"public": True}})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "holidays.public")
    own = await console.api.put(
        "/rota", json={**ROTA, "holidays": {"public": False, "dates": ["2026-03-04"]}}
    )
    assert own.json()["holidays"]["days"] == ["2026-03-04"]


async def test_before_there_is_a_rota_the_api_says_how_to_make_one(console: Console) -> None:
    await console.set_up()
    await console.api.put(
        "/clinics/north",
        json={"name": "North", "timezone": "UTC", "language": "en", "emergency_number": "112"},
    )
    for method, path in (("GET", "/rota/on-call"), ("POST", "/rota/overrides")):
        answer = await console.api.request(method, path, json=SWAP, params={"clinic_id": "north"})
        assert (answer.status_code, "PUT /api/v1/rota" in answer.json()["detail"]) == (404, True)


async def test_who_has_a_shift_or_stands_in_for_somebody_cannot_leave(console: Console) -> None:
    await set_up(console)
    assert (await console.api.delete("/staff/noor")).status_code == 409
    await console.api.put("/rota", json={"ladder": ["mara"], "page_wait_minutes": 5})
    assert (await console.api.delete("/staff/noor")).status_code == 204
    await console.api.post("/rota/overrides", json=SWAP)
    assert (await console.api.delete("/staff/iris")).status_code == 409


async def test_what_has_been_over_for_a_week_is_forgotten_with_the_next_change(console: Console) -> None:
    await set_up(console)
    await console.api.post("/rota/overrides", json=SWAP)
    clock_of(console).pass_by(timedelta(days=8))
    await console.api.put("/rota", json={**ROTA, "page_wait_minutes": 10})
    assert (await console.api.get("/rota")).json()["overrides"] == []


async def test_a_rota_that_others_said_is_shown(console: Console) -> None:
    await console.set_up()
    await console.hear(event(RotaChanged, revision=7, page_wait=timedelta(minutes=9)))
    shown = (await console.api.get("/rota")).json()
    assert (shown["revision"], shown["page_wait_minutes"], shown["shifts"]) == (7, 9, [])


async def test_when_a_year_begins_the_rota_is_said_with_the_holidays_of_one_more(console: Console) -> None:
    await set_up(console, {**ROTA, "holidays": {}})
    keeper = HolidayKeeper()
    for _ in range(2):
        await keeper.run(console.works)
    assert len(await said(console.works, RotaChanged)) == 2, "nothing is new"
    clock_of(console).pass_by(timedelta(days=400))
    await keeper.run(console.works)
    rota = (await said(console.works, RotaChanged))[-1]
    assert rota.revision == 3
    assert date(2029, 12, 25) in rota.roster.holidays
    assert date(2026, 12, 25) not in rota.roster.holidays


def test_the_sentence_of_a_rota_says_what_is_on_it() -> None:
    rota = event(RotaChanged, roster=Roster(shifts=(SHIFT, SHIFT), overrides=(STAND_IN,)))
    names = Names(staff={MARA.id: "Mara"})
    assert sentence(rota, names) == (
        "The rota is now 2 weekly shifts, 1 override, and after those Mara; each has 5 min to answer a page."
    )
