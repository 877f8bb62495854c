"""A patient whom a check-in question did not reach is on the list of those to phone."""

import re
from typing import Any

import pytest
from support.builders_console import ANA, STRANGER, event, named
from support.console import Console
from support.heard import said

from aftercare_contracts import (
    Event,
    MessageDelivered,
    MessageFailed,
    Party,
    PatientForgotten,
    PatientPhoned,
    PatientRegistered,
    Purpose,
    ReplyReceived,
)

WHY = "The number is not in use any more: find out the new one."


def failed(**changes: Any) -> MessageFailed:
    known: dict[str, Any] = {"purpose": Purpose.PROMPT, "code": 30005, "reason": WHY}
    return event(MessageFailed, name="failed", **(known | changes))


async def _set_up(console: Console) -> None:
    await console.set_up()
    await console.hear(event(PatientRegistered))
    await console.sign_in()


async def _waiting(console: Console) -> str:
    """What stands beside the list of what came in of late."""
    return (await console.browser.get("/")).text.partition("<aside>")[0]


async def _phoned(console: Console, page: str, **changes: str) -> int:
    csrf = re.findall(r'name="csrf" value="([^"]+)"', page)[0]
    (staff_id, *_) = re.findall(r'<option value="([0-9a-f-]{36})"', page)
    form = {"csrf": csrf, "staff_id": staff_id, **changes}
    answer = await console.browser.post(f"/patients/{ANA.id}/phoned", data=form)
    return answer.status_code


async def test_a_question_that_did_not_arrive_is_a_call_to_make_with_one_button(console: Console) -> None:
    await _set_up(console)
    await console.hear(failed())
    page = await _waiting(console)
    assert "NOT REACHED" in page
    assert WHY in page
    assert re.search(r'<a href="tel:\+1\d{10}">', page)
    assert "Nobody is waiting" not in page
    assert await _phoned(console, page) == 303
    assert "NOT REACHED" not in await _waiting(console)
    (told,) = await said(console.works, PatientPhoned)
    assert told.party == ANA
    timeline = (await console.browser.get(f"/patients/{ANA.id}")).text
    assert "Mara Voss phoned" in timeline


@pytest.mark.parametrize(
    "later",
    [
        event(ReplyReceived, after=5),
        event(PatientPhoned, after=5),
        event(MessageDelivered, after=5, purpose=Purpose.PROMPT, message_id=named("the next question")),
        event(PatientForgotten, after=5),
    ],
    ids=lambda one: str(one.topic),
)
@pytest.mark.parametrize("late", [False, True])
async def test_who_was_heard_of_since_need_not_be_phoned(
    console: Console, later: Event, *, late: bool
) -> None:
    await _set_up(console)
    await console.hear(*((later, failed()) if late else (failed(), later)))
    assert "NOT REACHED" not in await _waiting(console)


@pytest.mark.parametrize(
    "other",
    [
        event(MessageFailed, purpose=Purpose.REMINDER),
        event(MessageFailed, purpose=Purpose.PAGE, party=Party(kind="staff", id=named("Mara"))),
        event(MessageFailed, purpose=Purpose.PROMPT, party=STRANGER),
    ],
    ids=["a reminder", "a page", "of nobody known"],
)
async def test_other_texts_that_fail_are_no_call_to_make(console: Console, other: Event) -> None:
    await _set_up(console)
    await console.hear(other)
    assert "NOT REACHED" not in await _waiting(console)


async def test_two_questions_that_did_not_arrive_are_one_call_for_the_newer_reason(console: Console) -> None:
    await _set_up(console)
    newer = event(
        MessageFailed, name="newer", after=9, purpose=Purpose.PROMPT, reason="A newer reason: phone."
    )
    await console.hear(newer, failed())
    page = await _waiting(console)
    assert page.count("NOT REACHED") == 1
    assert "A newer reason" in page


async def test_saying_so_needs_a_colleague_and_a_form_of_ours(console: Console) -> None:
    await _set_up(console)
    await console.hear(failed())
    page = await _waiting(console)
    assert await _phoned(console, page, staff_id=str(named("nobody"))) == 422
    assert await _phoned(console, page, csrf="made up") == 403
    assert await said(console.works, PatientPhoned) == []
