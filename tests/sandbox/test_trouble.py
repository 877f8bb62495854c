"""What goes wrong between a system and its carrier, on demand."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import pytest
from sandbox.sdk import TOLERATED
from sandbox.trial import ACCOUNT, CLINIC, MAYA
from twilio.base.exceptions import TwilioRestException

if TYPE_CHECKING:
    from sandbox.trial import Sandbox

pytestmark = TOLERATED


async def test_a_lost_response_leaves_an_accepted_message(sandbox: Sandbox) -> None:
    await sandbox.put("/conditions", lose_responses=1)
    with pytest.raises(aiohttp.ClientError):
        await sandbox.twilio.messages.create_async(to=MAYA, from_=CLINIC, body="Case 4127")
    [found] = (await sandbox.get("/messages", to=MAYA))["messages"]
    assert found["body"] == "Case 4127"
    await sandbox.twilio.messages.create_async(to=MAYA, from_=CLINIC, body="The next one is answered")


async def test_a_500_after_accepting_leaves_an_accepted_message(sandbox: Sandbox) -> None:
    await sandbox.put(f"/behaviours/{MAYA}", kind="error_after_accept")
    with pytest.raises(TwilioRestException) as refused:
        await sandbox.twilio.messages.create_async(to=MAYA, from_=CLINIC, body="Case 4127")
    assert refused.value.status == 500
    assert len((await sandbox.get("/messages", to=MAYA))["messages"]) == 1


async def test_a_number_that_hangs_accepts_nothing(sandbox: Sandbox) -> None:
    await sandbox.put(f"/behaviours/{MAYA}", kind="hang")
    sending = asyncio.create_task(
        sandbox.twilio.messages.create_async(to=MAYA, from_=CLINIC, body="Hello?"),
    )
    while not (await sandbox.get("/requests"))["requests"]:
        assert not sending.done()
    sending.cancel()
    assert (await sandbox.get("/messages"))["messages"] == []


@pytest.mark.parametrize(
    ("outage", "error"), [("unavailable", TwilioRestException), ("refuse", aiohttp.ClientError)]
)
async def test_during_an_outage_nothing_is_accepted(
    sandbox: Sandbox,
    outage: str,
    error: type[Exception],
) -> None:
    await sandbox.put("/conditions", outage=outage)
    with pytest.raises(error):
        await sandbox.twilio.messages.create_async(to=MAYA, from_=CLINIC, body="Hello?")
    await sandbox.put("/conditions", outage=None)
    assert (await sandbox.get("/messages"))["messages"] == []


async def test_too_many_requests_are_refused_and_then_let_in(sandbox: Sandbox) -> None:
    await sandbox.put("/conditions", too_many_requests=1)
    with pytest.raises(TwilioRestException) as refused:
        await sandbox.twilio.messages.create_async(to=MAYA, from_=CLINIC, body="Hello")
    assert (refused.value.code, refused.value.status) == (20429, 429)
    await sandbox.twilio.messages.create_async(to=MAYA, from_=CLINIC, body="Hello")


async def test_more_texts_in_a_second_than_the_rate_are_refused(sandbox: Sandbox) -> None:
    await sandbox.put("/conditions", requests_per_second=1)
    answers = await asyncio.gather(
        *(sandbox.twilio.messages.create_async(to=MAYA, from_=CLINIC, body=f"{n}") for n in range(5)),
        return_exceptions=True,
    )
    assert {answer.code for answer in answers if isinstance(answer, TwilioRestException)} == {20429}


async def test_a_behaviour_for_one_text_is_over_after_it(sandbox: Sandbox) -> None:
    await sandbox.put(f"/behaviours/{MAYA}", kind="refuse", code=21635, times=1)
    with pytest.raises(TwilioRestException) as refused:
        await sandbox.twilio.messages.create_async(to=MAYA, from_=CLINIC, body="Hello")
    assert refused.value.code == 21635
    await sandbox.twilio.messages.create_async(to=MAYA, from_=CLINIC, body="Hello")


@pytest.mark.parametrize(
    ("method", "query", "body", "kind"),
    [
        ("POST", "", b"To=%ff%fe&Body=x", "application/x-www-form-urlencoded"),
        ("POST", "", b"\xff\xfe", "application/x-www-form-urlencoded"),
        ("POST", "", b"{}", "application/json"),
        ("POST", "", b"a=1&" * 200, "application/x-www-form-urlencoded"),
        ("POST", "", b"a" * 70_000, "application/x-www-form-urlencoded"),
        ("GET", "?PageSize=many", b"", ""),
        ("GET", "?PageSize=%D9%A3", b"", ""),
        ("GET", "?Page=-1", b"", ""),
        ("GET", "?PageToken=PASM1", b"", ""),
        ("GET", "?DateSent=tomorrow", b"", ""),
        ("GET", "?DateSent=9999-12-31", b"", ""),
        ("GET", "?DateSent%3E=0001-01-01T00:00:00%2B14:00", b"", ""),
        ("PUT", "", b"", ""),
    ],
)
async def test_hostile_requests_get_a_clear_refusal(
    sandbox: Sandbox,
    method: str,
    query: str,
    body: bytes,
    kind: str,
) -> None:
    answer = await sandbox.control.request(
        method,
        f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json{query}",
        content=body,
        headers={"Content-Type": kind},
        auth=(ACCOUNT, sandbox.settings.auth_token),
    )
    assert 400 <= answer.status_code < 500
    assert answer.json()["code"] >= 20_000


async def test_a_text_that_waits_in_the_queue_for_longer_than_it_is_valid_fails(sandbox: Sandbox) -> None:
    await sandbox.put(f"/behaviours/{MAYA}", kind="queue")
    taken = await sandbox.twilio.messages.create_async(
        to=MAYA, from_=CLINIC, body="Case 4127", validity_period=1
    )
    failed = await sandbox.settled(taken.sid, "failed")
    assert failed["error_code"] == 30036


async def test_texts_of_one_sender_leave_in_their_order_at_its_pace(sandbox: Sandbox) -> None:
    await sandbox.put("/conditions", segments_per_second=0.001)
    first = await sandbox.twilio.messages.create_async(to=MAYA, from_=CLINIC, body="First")
    behind = await sandbox.twilio.messages.create_async(to=MAYA, from_=CLINIC, body="Behind it")
    other = await sandbox.twilio.messages.create_async(to=MAYA, from_="+15005550007", body="Elsewhere")
    for sid in (first.sid, other.sid):
        await sandbox.settled(sid, "delivered")
    waiting = await sandbox.twilio.messages(behind.sid).fetch_async()
    assert waiting.status == "queued"


async def test_a_queue_of_ten_hours_takes_no_more(sandbox: Sandbox) -> None:
    await sandbox.put("/conditions", segments_per_second=0.00001)
    await sandbox.twilio.messages.create_async(to=MAYA, from_=CLINIC, body="First")
    with pytest.raises(TwilioRestException) as refused:
        await sandbox.twilio.messages.create_async(to=MAYA, from_=CLINIC, body="Second")
    assert (refused.value.code, refused.value.status) == (21611, 429)


async def test_too_many_requests_are_told_when_to_come_again(sandbox: Sandbox) -> None:
    await sandbox.put("/conditions", too_many_requests=1)
    auth = (ACCOUNT, sandbox.settings.auth_token)
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert (await sandbox.control.get(path, auth=auth)).headers["retry-after"] == "1"
    assert "retry-after" not in (await sandbox.control.get(path, auth=auth)).headers
