from textwrap import dedent
from typing import Any

import pytest
from icalendar import Calendar
from support.clock import StoppedClock
from support.console import Console
from support.heard import said

from aftercare_contracts import RotaChanged

# The clock of a story stands at 10:00 of Monday 2 March 2026 in New York.
DAYS = {"days": ["monday", "tuesday"], "starts_at": "09:00", "ends_at": "17:00", "people": ["mara", "noor"]}
ROTA: dict[str, Any] = {"ladder": ["mara"], "page_wait_minutes": 5, "shifts": [DAYS]}
EVENT = """
    BEGIN:VEVENT
    UID:night@clinic.example
    DTSTART;TZID=America/New_York:20260303T220000
    DTEND;TZID=America/New_York:20260304T060000
    RRULE:FREQ=WEEKLY;COUNT=3
    SUMMARY:On call: Noor Haddad, Mara Voss
    END:VEVENT
"""


async def set_up(console: Console) -> None:
    await console.set_up()
    await console.api.put("/staff/noor", json={"name": "Noor Haddad", "number": "+12025550166"})
    await console.api.put("/rota", json=ROTA)


def calendar(*events: str) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", *map(dedent, events), "END:VCALENDAR"]
    return "\r\n".join(line for part in lines for line in part.strip().splitlines()) + "\r\n"


async def send(console: Console, content: str | bytes) -> Any:
    headers = {"Content-Type": "text/calendar"}
    return await console.api.post("/rota/import", content=content, headers=headers)


async def duties(console: Console) -> list[tuple[str, list[str]]]:
    shown = (await console.api.get("/rota")).json()["duties"]
    return [(one["starts_at"], [who["name"] for who in one["people"]]) for one in shown]


async def test_the_feed_names_who_is_on_call_in_order_and_in_utc(console: Console) -> None:
    await set_up(console)
    answer = await console.api.get("/rota.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    shown = {f"{one.decoded('dtstart'):%Y-%m-%dT%H:%MZ}": str(one["summary"]) for one in events}
    assert shown["2026-03-02T14:00Z"] == "Mara Voss, Noor Haddad"
    assert shown["2026-03-09T13:00Z"] == "Mara Voss, Noor Haddad"  # in summer time
    uids = [str(one["uid"]) for one in events]
    assert len(set(uids)) == len(uids)
    console.works.clock = StoppedClock("2026-03-03T01:00:00+00:00")
    later = Calendar.from_ical((await console.api.get("/rota.ics")).content).walk("VEVENT")
    assert [str(one["uid"]) for one in later] == uids


async def test_a_calendar_subscribes_with_the_secret_address_of_the_page_and_no_other(
    console: Console,
) -> None:
    await set_up(console)
    await console.sign_in()
    page = (await console.browser.get("/rota")).text
    address = page.partition('href="/calendar/')[2].partition('"')[0]
    console.browser.cookies.clear()
    assert (await console.browser.get(f"/calendar/{address}")).text.startswith("BEGIN:VCALENDAR")
    assert (await console.browser.get(f"/calendar/{address.replace('main', 'north')}")).status_code == 404
    assert (await console.browser.get("/calendar/main/guessed.ics")).status_code == 404


async def test_shifts_that_repeat_are_imported_for_their_people_and_again_change_nothing(
    console: Console,
) -> None:
    await set_up(console)
    first = (await send(console, calendar(EVENT))).json()
    again = (await send(console, calendar(EVENT))).json()
    assert (first["imported"], first["new"], again["new"], again["removed"]) == (3, 3, 0, 0)
    assert again["revision"] == first["revision"]
    assert await duties(console) == [
        ("2026-03-04T03:00:00Z", ["Noor Haddad", "Mara Voss"]),
        ("2026-03-11T02:00:00Z", ["Noor Haddad", "Mara Voss"]),  # the same hour of the clock, in summer time
        ("2026-03-18T02:00:00Z", ["Noor Haddad", "Mara Voss"]),
    ]
    shown = (await console.api.get("/rota/on-call", params={"at": "2026-03-04T04:00:00Z"})).json()
    assert [one["name"] for one in shown["people"]] == ["Noor Haddad", "Mara Voss"]
    (*_, last) = await said(console.works, RotaChanged)
    assert len(last.roster.duties) == 3


async def test_a_shift_that_is_moved_or_cancelled_in_its_calendar_is_here_too_and_others_stay(
    console: Console,
) -> None:
    await set_up(console)
    other = EVENT.replace("night@", "other@").replace("20260303", "20260305").replace("20260304", "20260306")
    await send(console, calendar(EVENT, other))
    moved = EVENT.replace("COUNT=3", "COUNT=1").replace("T220000", "T230000")
    answer = (await send(console, calendar(moved))).json()
    assert (answer["imported"], answer["new"], answer["removed"]) == (1, 1, 3)
    assert [at for at, _ in await duties(console)][:2] == ["2026-03-04T04:00:00Z", "2026-03-06T03:00:00Z"]
    cancelled = moved.replace("SUMMARY", "STATUS:CANCELLED\n    SUMMARY")
    assert (await send(console, calendar(cancelled))).json()["removed"] == 1
    assert len(await duties(console)) == 3


@pytest.mark.parametrize(
    "who",
    [
        "SUMMARY:noor",
        "SUMMARY:NOOR HADDAD",
        "SUMMARY:Night shift\n    ATTENDEE;CN=Noor Haddad:mailto:n@clinic.example",
        "SUMMARY:Night shift\n    ATTENDEE:mailto:noor@clinic.example",
    ],
)
async def test_people_are_found_by_name_or_reference_in_the_title_or_among_the_attendees(
    console: Console, who: str
) -> None:
    await set_up(console)
    answer = await send(console, calendar(EVENT.replace("SUMMARY:On call: Noor Haddad, Mara Voss", who)))
    assert answer.status_code == 200, answer.text
    assert (await duties(console))[0][1] == ["Noor Haddad"]


async def test_times_without_a_zone_are_the_clinics_and_whole_days_are_its_days(console: Console) -> None:
    await set_up(console)
    floating = EVENT.replace(";TZID=America/New_York", "").replace("RRULE:FREQ=WEEKLY;COUNT=3\n    ", "")
    whole = (
        floating.replace("night@", "whole@")
        .replace("DTSTART:20260303T220000", "DTSTART;VALUE=DATE:20260308")
        .replace("DTEND:20260304T060000", "DTEND;VALUE=DATE:20260309")
    )
    assert (await send(console, calendar(floating, whole))).status_code == 200
    shown = (await console.api.get("/rota")).json()["duties"]
    assert [(one["starts_at"], one["ends_at"]) for one in shown] == [
        ("2026-03-04T03:00:00Z", "2026-03-04T11:00:00Z"),
        ("2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z"),  # a day of 23 hours
    ]


async def test_of_shifts_that_cannot_be_read_each_is_named_and_nothing_is_imported(console: Console) -> None:
    await set_up(console)
    stranger = EVENT.replace("night@", "stranger@").replace("Noor Haddad", "Dr. Who")
    nameless = EVENT.replace("    UID:night@clinic.example\n", "")
    empty = EVENT.replace("night@", "empty@").replace("On call: Noor Haddad, Mara Voss", "")
    answer = await send(console, calendar(EVENT, stranger, nameless, empty))
    assert answer.status_code == 422
    problems = {one["field"].partition(" 2026")[0]: one["detail"] for one in answer.json()["errors"]}
    assert "“Dr. Who”" in problems["stranger@clinic.example"]
    assert "no UID" in problems["an event"]
    assert "Nobody on the staff" in problems["empty@clinic.example"]
    assert await duties(console) == []


@pytest.mark.parametrize("content", [b"", b"not a calendar", b"BEGIN:VCALENDAR\r\n", b"\xff\xfe\x00", b"{}"])
async def test_what_is_no_calendar_is_refused_and_says_what_to_send(console: Console, content: bytes) -> None:
    await set_up(console)
    answer = await send(console, content)
    assert answer.status_code == 422, answer.text
    assert await duties(console) == []


async def test_what_is_exported_can_be_imported(console: Console) -> None:
    await set_up(console)
    exported = (await console.api.get("/rota.ics")).content
    await console.api.put("/rota", json={**ROTA, "shifts": []})
    assert (await send(console, exported)).status_code == 200
    for at, people in (("2026-03-03T15:00:00Z", ["Mara Voss", "Noor Haddad"]), ("2026-03-05T15:00:00Z", [])):
        shown = (await console.api.get("/rota/on-call", params={"at": at})).json()
        assert [one["name"] for one in shown["people"]] == people
