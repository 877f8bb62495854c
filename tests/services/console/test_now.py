import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update
from support.builders_console import ANA, STRANGER, event, named
from support.console import Console

from aftercare_console.tables import replies
from aftercare_contracts import (
    CaseClosed,
    CaseOpened,
    CaseTaken,
    Event,
    Keyword,
    Level,
    PatientForgotten,
    ReplyReceived,
    ReplyRetracted,
    SymptomsAssessed,
)

UNREAD: dict[str, Any] = {"reply_id": named("unread"), "words": "my throat is closing"}


async def _two_minutes_pass(console: Console) -> None:
    async with console.works.begin() as work:
        since = replies.c.heard_at - timedelta(minutes=2, seconds=1)
        await work.connection.execute(update(replies).values(heard_at=since))


async def _waiting(console: Console) -> str:
    """What stands beside the list of what came in of late."""
    return (await console.browser.get("/")).text.partition("<aside>")[0]


async def test_now_shows_the_most_urgent_case_that_nobody_has_first(console: Console) -> None:
    await console.open_case()
    await console.hear(
        event(CaseOpened, after=2, case_id=named("worse"), code="Z2", level="EMERGENCY"),
        event(CaseOpened, after=2, name="mild", case_id=named("mild"), code="M1", level="MILD"),
    )
    page = (await console.browser.get("/")).text
    assert re.findall(r'href="/cases/(\w+)"', page) == ["Z2", "K7", "M1"]
    fragment = (await console.browser.get("/", headers={"X-Fragment": "1"})).text
    assert "<html" not in fragment
    assert "EMERGENCY" in fragment


async def test_the_address_of_all_cases_leads_to_the_page_that_lists_them(console: Console) -> None:
    await console.open_case()
    answer = await console.browser.get("/cases")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


async def test_now_shows_the_first_two_hundred_cases_by_urgency_and_says_how_many_are_left(
    console: Console,
) -> None:
    await console.set_up()
    await console.sign_in()
    oldest: dict[str, Any] = {"case_id": named("oldest"), "party": STRANGER}
    await console.hear(
        event(CaseOpened, level=Level.EMERGENCY, code="E2E", **oldest),
        *(event(CaseOpened, after=n, case_id=uuid4(), level=Level.MILD, code=f"A{n}") for n in range(1, 202)),
        event(CaseOpened, after=300, case_id=named("unclear"), level=Level.UNCLEAR, code="U2U"),
        event(CaseOpened, after=301, case_id=named("moderate"), level=Level.MODERATE, code="M2M"),
        event(CaseOpened, after=302, case_id=named("taken"), level=Level.SEVERE, code="S2S"),
        event(CaseTaken, after=303, case_id=named("taken")),
    )
    page = await _waiting(console)
    shown = re.findall(r'<h2><a href="/cases/(\w+)"', page)
    assert (len(shown), shown[:5]) == (200, ["E2E", "U2U", "M2M", "A1", "A2"])
    assert "5 more, less urgent or newer" in page
    listed = [one["code"] for one in (await console.api.get("/cases")).json()]
    assert listed == shown


async def test_cases_that_were_closed_last_are_listed_first(console: Console) -> None:
    await console.set_up()
    for code, opened, closed in (("A2A", 1, 50), ("B2B", 2, 40), ("C2C", 3, 60)):
        case: dict[str, Any] = {"case_id": named(code), "name": code}
        await console.hear(event(CaseOpened, after=opened, code=code, **case))
        await console.hear(event(CaseClosed, after=closed, **case))
    listed = (await console.api.get("/cases", params={"state": "closed"})).json()
    assert [one["code"] for one in listed] == ["C2C", "A2A", "B2B"]


async def test_a_reply_that_was_not_read_is_shown_after_two_minutes(console: Console) -> None:
    await console.open_case()
    await console.hear(event(ReplyReceived, after=20, name="unread", **UNREAD))
    assert "throat" not in await _waiting(console)
    await _two_minutes_pass(console)
    page = await _waiting(console)
    assert "The system has not read this reply." in page
    assert '<p class="words">my throat is closing</p>' in page
    assert f'<a href="/patients/{ANA.id}">Ana Ruiz</a>' in page
    assert '<a href="/cases/K7">Case K7</a> is about whoever wrote it.' in page
    assert "it is red and hot" not in page


@pytest.mark.parametrize("candidates", [(), (ANA.id,)])
async def test_a_reply_of_a_number_nobody_knows_that_was_not_read_is_shown_too(
    console: Console, candidates: tuple[Any, ...]
) -> None:
    await console.open_case()
    await console.hear(event(ReplyReceived, after=20, party=STRANGER, candidates=candidates, **UNREAD))
    await _two_minutes_pass(console)
    page = await _waiting(console)
    assert "my throat is closing" in page
    assert ("An unknown number" in page) is (not candidates)
    assert (f'<a href="/patients/{ANA.id}">' in page) is bool(candidates)


@pytest.mark.parametrize(
    "seen",
    [
        event(SymptomsAssessed, name="seen", reply_id=UNREAD["reply_id"]),
        event(ReplyRetracted, name="seen", reply_id=UNREAD["reply_id"]),
        event(PatientForgotten, after=30),
    ],
)
@pytest.mark.parametrize("first", [True, False])
async def test_a_reply_that_was_read_or_is_nobodys_any_more_does_not_wait(
    console: Console, seen: Event, *, first: bool
) -> None:
    await console.open_case()
    reply = event(ReplyReceived, after=20, name="unread", **UNREAD)
    await console.hear(*((seen, reply) if first else (reply, seen)))
    await _two_minutes_pass(console)
    assert "The system has not read this reply." not in await _waiting(console)


@pytest.mark.parametrize(
    ("keyword", "photos", "waits"),
    [
        (Keyword.STOP, 0, False),
        (Keyword.START, 0, False),
        (Keyword.STOP, 1, True),
        (Keyword.HELP, 0, True),
        (None, 0, True),
    ],
)
async def test_a_stop_or_start_alone_is_not_to_be_read(
    console: Console, keyword: Keyword | None, photos: int, *, waits: bool
) -> None:
    await console.open_case()
    await console.hear(
        event(ReplyReceived, after=20, name="unread", keyword=keyword, photos=photos, **UNREAD)
    )
    await _two_minutes_pass(console)
    assert ("The system has not read this reply." in await _waiting(console)) is waits


async def test_a_page_with_an_unread_reply_does_not_say_that_nobody_waits(console: Console) -> None:
    await console.set_up()
    await console.sign_in()
    assert "Nobody is waiting for a person." in await _waiting(console)
    await console.hear(event(ReplyReceived, **UNREAD))
    await _two_minutes_pass(console)
    assert "Nobody is waiting for a person." not in await _waiting(console)
