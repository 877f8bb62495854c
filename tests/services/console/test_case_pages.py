import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from support.builders_console import ANA, STRANGER, T0, event, named
from support.clock import StoppedClock
from support.console import Console, hidden
from support.heard import said

from aftercare_contracts import (
    CaseClosed,
    CaseDecided,
    CaseOpened,
    CasePaged,
    ConcernRaised,
    Keyword,
    MessageDelivered,
    MessageFailed,
    Party,
    PartyKind,
    ReplyReceived,
    SymptomsAssessed,
)

DECISIONS = f"/cases/{named('case')}/decisions"


def reason(page: str) -> str:
    """The words that a case page shows first."""
    (shown,) = re.findall(r"<blockquote>(.*?)</blockquote>", page, re.DOTALL)
    return str(shown)


async def _form(console: Console) -> dict[str, str]:
    mara = (await console.api.get("/staff")).json()[0]["staff_id"]
    return {**hidden((await console.browser.get("/cases/K7")).text), "staff_id": mara}


async def test_staff_take_and_close_a_case_on_its_page(console: Console) -> None:
    await console.open_case()
    page = (await console.browser.get("/cases/K7")).text
    assert "Nobody has taken it." in page
    assert "<mark>red</mark> and <mark>hot</mark>" in page
    assert 'href="tel:+12025550123"' in page
    mara = (await console.api.get("/staff")).json()[0]["staff_id"]
    origin = {"Origin": "http://console", "Sec-Fetch-Site": "same-origin"}
    form = {**hidden(page), "staff_id": mara}
    taken = await console.browser.post(DECISIONS, data={**form, "decision": "take"}, headers=origin)
    assert (taken.status_code, taken.headers["location"]) == (303, "/cases/K7?noted=take")
    assert (await console.browser.post(DECISIONS, data={**form, "decision": "close"})).status_code == 409
    closing = {**form, "decision": "close", "outcome": "seen, all well"}
    assert (await console.browser.post(DECISIONS, data=closing)).status_code == 303
    assert [(one.decision, one.outcome) for one in await said(console.works, CaseDecided)] == [
        ("take", ""),
        ("close", "seen, all well"),
    ]
    noted = (await console.browser.get(taken.headers["location"])).text
    assert "Noted." in noted
    assert f'value="{mara}" selected' in noted


@pytest.mark.parametrize(
    "changes", [{"staff_id": "nobody"}, {"decision": "sleep"}, {"staff_id": str(ANA.id)}]
)
async def test_a_decision_of_nobody_or_nothing_is_refused(console: Console, changes: dict[str, str]) -> None:
    await console.open_case()
    page = (await console.browser.get("/")).text
    mara = (await console.api.get("/staff")).json()[0]["staff_id"]
    form = {**hidden(page), "staff_id": mara, "decision": "take", **changes}
    answer = await console.browser.post(DECISIONS, data=form)
    assert answer.status_code == 422


async def test_a_case_of_a_shared_phone_shows_the_words_and_who_may_have_written_them(
    console: Console,
) -> None:
    await console.open_case()
    reply: dict[str, Any] = {"reply_id": named("which"), "party": STRANGER}
    await console.hear(
        event(ReplyReceived, after=50, words="hot and swollen", candidates=(ANA.id,), **reply),
        event(SymptomsAssessed, after=50, procedure_id=None, **reply),
        event(CaseOpened, after=51, case_id=named("other case"), code="Q9", party=STRANGER),
    )
    page = (await console.browser.get("/cases/Q9")).text
    for told in (
        "<h1>An unknown number</h1>",
        "<mark>hot</mark> and swollen",
        f'<a href="/patients/{ANA.id}">Ana Ruiz</a>',
        "ask who wrote",
        'href="tel:+12025550123"',
        "Nobody has taken it.",
    ):
        assert told in page
    patient = (await console.browser.get(f"/patients/{ANA.id}")).text
    assert '<p><a href="/cases/Q9">Case Q9 was opened as' in patient
    assert "An unknown number" in (await console.browser.get("/")).text


async def test_a_case_of_a_number_nobody_knows_shows_the_words(console: Console) -> None:
    await console.open_case()
    reply: dict[str, Any] = {"reply_id": named("which"), "party": STRANGER}
    await console.hear(
        event(ReplyReceived, after=50, words="who is this?", **reply),
        event(CaseOpened, after=51, case_id=named("other case"), code="Q9", party=STRANGER, level="UNCLEAR"),
    )
    page = (await console.browser.get("/cases/Q9")).text
    assert "who is this?" in page
    assert "shared" not in page
    assert "No patient is registered with this number." in page
    assert "the number is in the page you were texted" in page


async def test_a_case_that_was_raised_shows_the_reply_that_raised_it(console: Console) -> None:
    await console.open_case()
    reply: dict[str, Any] = {"reply_id": named("worse"), "after": 9}
    await console.hear(
        event(ReplyReceived, words="now my tongue swells", **reply),
        event(SymptomsAssessed, level="EMERGENCY", matched=("tongue swells",), **reply),
        event(CaseOpened, after=9, name="again", revision=2, level="EMERGENCY"),
    )
    page = (await console.browser.get("/cases/K7")).text
    assert "<mark>tongue swells</mark>" in reason(page)


async def test_an_unread_reply_that_raised_a_case_is_shown_and_not_the_one_it_was_opened_for(
    console: Console,
) -> None:
    await console.open_case()
    await console.hear(
        event(ReplyReceived, after=600, reply_id=named("worse"), words="my throat is closing"),
        event(CaseOpened, after=601, revision=2, level="EMERGENCY"),
        event(ReplyReceived, after=700, reply_id=named("later"), words="hello?"),
    )
    assert "my throat is closing" in reason((await console.browser.get("/cases/K7")).text)


async def test_a_reply_that_a_concern_takes_for_worse_than_its_reading_is_the_reason(
    console: Console,
) -> None:
    await console.open_case()
    worse: dict[str, Any] = {"reply_id": named("worse"), "after": 9}
    await console.hear(
        event(ReplyReceived, words="and my tongue too", **worse),
        event(SymptomsAssessed, level="UNCLEAR", **worse),
        event(ConcernRaised, level="EMERGENCY", **worse),
        event(CaseOpened, after=10, revision=2, level="EMERGENCY"),
        event(ReplyReceived, after=9.5, reply_id=named("next"), words="please"),
    )
    assert "and my tongue too" in reason((await console.browser.get("/cases/K7")).text)


async def test_after_a_thousand_pages_the_news_and_the_reason_are_still_shown(console: Console) -> None:
    await console.open_case()
    pages = [event(CasePaged, after=2 + n, message_id=uuid4(), round=n) for n in range(1, 1001)]
    news = event(ReplyReceived, after=5000, reply_id=named("news"), words="now my throat is closing")
    await console.hear(*pages, news)
    page = (await console.browser.get("/cases/K7")).text
    assert "<mark>red</mark> and <mark>hot</mark>" in reason(page)
    assert "now my throat is closing" in page
    assert "What is older is left out here." in page
    told = (await console.api.get("/cases/K7")).json()["timeline"]
    assert told[-1]["data"]["words"] == "now my throat is closing"


async def test_a_decision_says_what_had_been_seen(console: Console, clock: StoppedClock) -> None:
    await console.open_case()
    form = await _form(console)
    clock.pass_by(timedelta(minutes=5))
    await console.browser.post(DECISIONS, data={**form, "decision": "take"})
    early = {**form, "seen_at": "2099-01-01T00:00:00+00:00", "decision": "take"}
    await console.browser.post(DECISIONS, data=early)
    seen = [one.seen_at for one in await said(console.works, CaseDecided)]
    assert seen == [T0, T0 + timedelta(minutes=5)]


async def test_a_decision_says_which_concerns_had_been_heard_of(console: Console) -> None:
    await console.open_case()
    first, second = (
        event(ConcernRaised, after=n, name=f"concern {n}", concern_id=named(f"concern {n}")) for n in (1, 9)
    )
    await console.hear(first)
    form = await _form(console) | {"decision": "take"}
    await console.browser.post(DECISIONS, data=form)
    await console.hear(second)
    body = {"staff": "mara", "decision": "take"}
    assert (await console.api.post("/cases/K7/decisions", json=body)).status_code == 202
    by_page, by_api = [one.known_concerns or () for one in await said(console.works, CaseDecided)]
    assert first.concern_id in by_page
    assert second.concern_id not in by_page
    assert {first.concern_id, second.concern_id} <= set(by_api)


@pytest.mark.parametrize("seen_at", ["", "yesterday", None])
async def test_a_form_that_does_not_say_what_had_been_seen_decides_nothing(
    console: Console, seen_at: str | None
) -> None:
    await console.open_case()
    form = {**await _form(console), "decision": "take", "seen_at": seen_at}
    given = {name: value for name, value in form.items() if value is not None}
    assert (await console.browser.post(DECISIONS, data=given)).status_code == 422
    assert await said(console.works, CaseDecided) == []


async def test_a_case_is_not_closed_over_news_that_nobody_has_seen(
    console: Console, clock: StoppedClock
) -> None:
    await console.open_case()
    form = {**await _form(console), "decision": "close", "outcome": "just an itch"}
    read = (await console.api.get("/cases/K7")).json()["case"]
    body = {"staff": "mara", "decision": "close", "outcome": "just an itch", "seen_at": read["seen_at"]}
    clock.pass_by(timedelta(minutes=10))
    await console.hear(event(ConcernRaised, after=9, name="worse", level="EMERGENCY"))
    refused = await console.browser.post(DECISIONS, data=form)
    assert refused.status_code == 409
    assert "There is news since you read this case." in refused.text
    assert (await console.api.post("/cases/K7/decisions", json=body)).status_code == 409
    anew = (await console.api.get("/cases/K7")).json()["case"]["seen_at"]
    closed = await console.api.post("/cases/K7/decisions", json={**body, "seen_at": anew})
    assert closed.status_code == 202
    (decided,) = await said(console.works, CaseDecided)
    assert decided.seen_at == T0 + timedelta(minutes=10)


@pytest.mark.parametrize("path", ["/", "/cases/K7", f"/patients/{ANA.id}"])
async def test_a_safety_text_that_did_not_arrive_is_shown_with_the_case_until_one_does(
    console: Console, path: str
) -> None:
    await console.open_case()
    card = (await console.browser.get(path)).text.partition("<aside>")[0]
    assert "A safety text did not arrive" not in card
    await console.hear(event(MessageFailed, after=2, message_id=named("safety"), purpose="safety"))
    card = (await console.browser.get(path)).text.partition("<aside>")[0]
    assert (
        "<strong>A safety text did not arrive:</strong> the number is not in use: phone the patient" in card
    )
    await console.hear(event(MessageDelivered, after=4, message_id=named("again"), purpose="safety"))
    card = (await console.browser.get(path)).text.partition("<aside>")[0]
    assert "A safety text did not arrive" not in card


async def test_a_safety_text_that_failed_long_before_a_case_says_nothing_about_it(console: Console) -> None:
    await console.open_case()
    old = event(MessageFailed, after=-60 * 24 * 30, purpose="safety")
    prompt = event(MessageFailed, after=2)
    await console.hear(old, prompt)
    assert "A safety text did not arrive" not in (await console.browser.get("/cases/K7")).text


async def test_a_help_waits_to_be_read_as_any_other_reply(console: Console) -> None:
    await console.open_case()
    asked = event(ReplyReceived, after=20, reply_id=named("help"), words="HELP", keyword=Keyword.HELP)
    await console.hear(asked)
    bubble = (await console.browser.get(f"/patients/{ANA.id}")).text.split('<p class="words">')[-1]
    assert "Not read yet." in bubble


async def test_whose_case_is_open_is_not_erased(console: Console) -> None:
    await console.open_case()
    sister: dict[str, Any] = {"party": STRANGER, "candidates": (ANA.id,), "reply_id": named("which")}
    await console.hear(
        event(ReplyReceived, after=20, **sister),
        event(CaseOpened, after=21, case_id=named("other case"), code="Q9", party=STRANGER),
        event(
            CaseOpened,
            after=22,
            case_id=named("bea's"),
            code="B2",
            party=Party(kind=PartyKind.PATIENT, id=named("Bea")),
        ),
    )
    answers = []
    for closed in (named("case"), named("other case"), named("bea's")):
        answers.append(await console.api.delete(f"/patients/{ANA.id}"))
        await console.hear(event(CaseClosed, after=30, name=str(closed), case_id=closed))
    assert [one.status_code for one in answers] == [409, 409, 204]
    assert answers[0].json()["type"] == "urn:aftercare:problem:case-open"
    assert [code in answers[0].json()["detail"] for code in ("K7", "Q9", "B2")] == [True, True, False]
