"""The link in a page, as a phone opens it that never signed in."""

import re
from datetime import timedelta

import pytest
from httpx import AsyncClient, Response
from support.builders_console import ANA, MARA, T0, event, named, severe_reply_until_closed
from support.clock import StoppedClock
from support.console import LINK_SECRET, Console
from support.heard import said

from aftercare_contracts import (
    CaseClosed,
    CaseDecided,
    CaseOpened,
    CaseTaken,
    Decision,
    StaffForgotten,
    StaffRegistered,
)
from aftercare_contracts.links import signed_link

CASE = named("case")


@pytest.fixture
async def phone(console: Console) -> AsyncClient:
    """A browser that never signed in, with Ana's open case on the other side."""
    await console.set_up()
    await console.hear(*severe_reply_until_closed()[:-2])
    return console.browser


def to_mara(secret: str = LINK_SECRET, code: str = "K7") -> str:
    return "/k/" + signed_link(secret, code=code, case_id=CASE, staff_id=MARA.id, now=T0)


async def decide(phone: AsyncClient, **fields: str) -> Response:
    page = (await phone.get(to_mara())).text
    seen = re.findall(r'name="seen_at" value="([^"]+)"', page)[0]
    return await phone.post(to_mara() + "/decisions", data={"seen_at": seen, **fields})


async def test_a_link_shows_its_case_and_looking_at_it_changes_nothing(
    console: Console, phone: AsyncClient
) -> None:
    page = await phone.get(to_mara())
    assert page.status_code == 200
    for part in (
        "Ana Ruiz",
        "+1 202-555-0123",
        "<mark>red</mark>",
        "Take it, as Mara Voss",
    ):
        assert part in page.text
    assert "session 1 was completed" not in page.text.lower(), "the rest of the timeline asks for the sign-in"
    assert not await said(console.works, CaseDecided)
    assert (await phone.get("/cases/K7")).status_code == 303, "the link signs nobody in"


@pytest.mark.parametrize(
    ("decision", "outcome"), [("take", ""), ("pass_on", ""), ("close", "called her, sees doctor today")]
)
async def test_mara_decides_by_the_link_without_signing_in(
    console: Console, phone: AsyncClient, decision: str, outcome: str
) -> None:
    answer = await decide(phone, decision=decision, outcome=outcome)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{to_mara()}?noted={decision}")
    (decided,) = await said(console.works, CaseDecided)
    assert (decided.case_id, decided.staff_id) == (CASE, MARA.id)
    assert (decided.decision, decided.outcome) == (Decision(decision), outcome)
    assert decided.seen_at is not None


async def test_no_case_is_closed_by_a_link_without_an_outcome(console: Console, phone: AsyncClient) -> None:
    answer = await decide(phone, decision="close", outcome=" ")
    assert (answer.status_code, "Say in a few words" in answer.text) == (409, True)
    assert not await said(console.works, CaseDecided)


async def test_whoever_holds_the_case_is_not_offered_to_take_it(console: Console, phone: AsyncClient) -> None:
    await console.hear(event(CaseTaken, after=3))
    page = (await phone.get(to_mara())).text
    assert "Take it" not in page
    assert "Pass on" in page


async def test_a_case_that_is_closed_shows_how_it_ended_and_nothing_to_do(
    console: Console, phone: AsyncClient
) -> None:
    await console.hear(event(CaseTaken, after=3), event(CaseClosed, after=30))
    page = (await phone.get(to_mara())).text
    assert "seen today, all well" in page
    assert "<form" not in page


async def test_a_link_that_is_over_says_how_to_go_on_and_decides_nothing(
    console: Console, phone: AsyncClient, clock: StoppedClock
) -> None:
    fresh = (await phone.get(to_mara())).text
    seen = re.findall(r'name="seen_at" value="([^"]+)"', fresh)[0]
    clock.pass_by(timedelta(hours=4, minutes=10))
    for answer in (
        await phone.get(to_mara()),
        await phone.post(to_mara() + "/decisions", data={"seen_at": seen, "decision": "take"}),
    ):
        assert answer.status_code == 410
        assert 'href="/cases/K7"' in answer.text
        assert "answer the text itself" in answer.text
        assert "Ana" not in answer.text
    assert not await said(console.works, CaseDecided)


@pytest.mark.parametrize(
    "link",
    [
        to_mara("another secret, of somebody else"),
        to_mara(code="X9Y"),
        to_mara()[:-1],
        "/k/K7",
        "/k/K7.",
        "/k/K7.%F0%9F%91%8D",
        "/k/%00.AAAA",
    ],
)
async def test_a_forged_link_opens_nothing_and_does_not_tell_whether_there_is_such_a_case(
    phone: AsyncClient, link: str
) -> None:
    answer = await phone.get(link)
    assert answer.status_code == 403
    assert "Ana" not in answer.text
    assert "sign in to the console" in answer.text
    assert (await phone.post(link + "/decisions", data={"decision": "take"})).status_code == 403


async def test_the_link_of_one_who_left_opens_nothing(console: Console, phone: AsyncClient) -> None:
    await console.hear(event(StaffRegistered, after=-90), event(StaffForgotten, after=1))
    assert (await phone.get(to_mara())).status_code == 403


async def test_a_link_is_for_its_case_even_when_the_code_has_gone_to_another(
    console: Console, phone: AsyncClient
) -> None:
    await console.hear(event(CaseOpened, after=2, case_id=named("a later case"), party=ANA))
    assert (await phone.get(to_mara())).status_code == 403


async def test_a_form_that_another_site_sends_to_a_link_is_refused(
    console: Console, phone: AsyncClient
) -> None:
    headers = {"Origin": "https://elsewhere.example"}
    answer = await phone.post(to_mara() + "/decisions", data={"decision": "take"}, headers=headers)
    assert answer.status_code == 403
    assert not await said(console.works, CaseDecided)


async def test_a_linked_page_keeps_itself_up_to_date(phone: AsyncClient) -> None:
    part = await phone.get(to_mara(), headers={"X-Fragment": "1"})
    assert part.status_code == 200
    assert part.text.lstrip().startswith('<div class="title">')
