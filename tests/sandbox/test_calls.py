"""Calls: as the SDK makes them, as TwiML speaks in them, and as a person takes them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from sandbox.sdk import TOLERATED
from sandbox.trial import CLINIC, MAYA, TOKEN, until
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator

from aftercare_sandbox.domain.call import ENDED, NEXT, CallStatus
from aftercare_sandbox.verbs import NotTwiml, read_verbs

if TYPE_CHECKING:
    from sandbox.trial import Clinic, Sandbox

pytestmark = TOLERATED
EVENTS = ["initiated", "ringing", "answered", "completed"]
GREETING = (
    '<Response><Gather action="/keys?call=7" numDigits="1" timeout="1"><Say>Press 1.</Say></Gather>'
    "<Say>Goodbye.</Say><Hangup/></Response>"
)


async def call(sandbox: Sandbox, clinic: Clinic, **more: object) -> str:
    made = await sandbox.twilio.calls.create_async(
        to=MAYA,
        from_=CLINIC,
        url=f"{clinic.url}/voice?call=7",
        status_callback=f"{clinic.url}/status?call=7",
        status_callback_event=EVENTS,
        **more,
    )
    assert (made.status, made.direction) == ("queued", "outbound-api")
    return str(made.sid)


async def ended(sandbox: Sandbox, sid: str, status: str) -> dict[str, Any]:
    """The call, once it has come to this status."""
    async with asyncio.timeout(10):
        while True:
            calls = (await sandbox.get("/calls"))["calls"]
            found: dict[str, Any] = next(one for one in calls if one["sid"] == sid)
            if found["status"] == status:
                return found
            await asyncio.sleep(0.005)


async def act(sandbox: Sandbox, sid: str, what: str, **body: object) -> int:
    return (await sandbox.control.post(f"/control/calls/{sid}/{what}", json=body)).status_code


def told(clinic: Clinic, path: str) -> list[dict[str, str]]:
    return [heard.form for heard in clinic.heard if path in heard.url]


async def test_somebody_answers_hears_the_greeting_and_presses_a_key(
    sandbox: Sandbox, clinic: Clinic
) -> None:
    clinic.answer = GREETING
    sid = await call(sandbox, clinic)
    await ended(sandbox, sid, "ringing")
    assert await act(sandbox, sid, "answer") == 204
    await until(lambda: bool(told(clinic, "/voice")))
    clinic.answer = "<Response><Say>Thank you.</Say><Hangup/></Response>"
    assert await act(sandbox, sid, "press", digits="1") == 204
    found = await ended(sandbox, sid, "completed")
    assert (found["heard"], found["pressed"]) == (["Press 1.", "Thank you."], "1")
    assert [form["Digits"] for form in told(clinic, "/keys")] == ["1"]
    await until(lambda: len(told(clinic, "/status")) == 4)
    statuses = [form["CallStatus"] for form in told(clinic, "/status")]
    assert statuses == ["initiated", "ringing", "in-progress", "completed"]
    assert told(clinic, "/status")[-1]["CallDuration"] == "1"
    fetched = await sandbox.twilio.calls(sid).fetch_async()
    assert (fetched.status, fetched.to, fetched.start_time is not None) == ("completed", MAYA, True)
    for heard in clinic.heard:
        signature = heard.headers["x-twilio-signature"]
        assert RequestValidator(TOKEN).validate(heard.url, heard.form, signature)
    assert await act(sandbox, sid, "press", digits="1") == 409


@pytest.mark.parametrize(
    ("kind", "status", "heard"),
    [
        ("busy", "busy", []),
        ("no_answer", "no-answer", []),
        ("fail", "failed", []),
        ("machine", "completed", ["Press 1."]),
    ],
)
async def test_a_call_that_nobody_answers_presses_no_key(
    sandbox: Sandbox, clinic: Clinic, kind: str, status: str, heard: list[str]
) -> None:
    clinic.answer = GREETING
    await sandbox.put(f"/call-behaviours/{MAYA}", kind=kind, times=1)
    found = await ended(sandbox, await call(sandbox, clinic), status)
    assert (found["heard"], found["pressed"]) == (heard, "")
    assert told(clinic, "/keys") == []
    assert (await sandbox.get("/call-behaviours")) == {}


async def test_a_call_that_is_declined_is_busy_and_one_that_rings_out_is_not_answered(
    sandbox: Sandbox, clinic: Clinic
) -> None:
    declined, rung_out = await call(sandbox, clinic), await call(sandbox, clinic, timeout=1)
    await ended(sandbox, declined, "ringing")
    await act(sandbox, declined, "hang-up")
    await ended(sandbox, declined, "busy")
    await ended(sandbox, rung_out, "no-answer")
    listed = await sandbox.twilio.calls.list_async(to=MAYA, from_=CLINIC, page_size=1, limit=5)
    assert [one.sid for one in listed] == [rung_out, declined]


async def test_a_document_that_cannot_be_had_ends_the_call_with_an_apology(
    sandbox: Sandbox, clinic: Clinic
) -> None:
    clinic.failures = 1
    await sandbox.put(f"/call-behaviours/{MAYA}", kind="answer")
    sid = (await sandbox.twilio.calls.create_async(to=MAYA, from_=CLINIC, url=f"{clinic.url}/voice")).sid
    found = await ended(sandbox, sid, "completed")
    assert "application error" in found["heard"][0]


async def test_a_refused_call_is_none_and_a_lost_answer_is_one(sandbox: Sandbox, clinic: Clinic) -> None:
    await sandbox.put(f"/call-behaviours/{MAYA}", kind="refuse", code=21215, times=1)
    with pytest.raises(TwilioRestException) as refused:
        await call(sandbox, clinic)
    assert refused.value.code == 21215
    assert (await sandbox.get("/calls"))["calls"] == []
    await sandbox.put(f"/call-behaviours/{MAYA}", kind="lose_response", times=1)
    with pytest.raises(Exception, match="disconnected"):
        await call(sandbox, clinic)
    assert len((await sandbox.get("/calls"))["calls"]) == 1


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"to": "", "from_": CLINIC, "url": "http://a.example/"}, 21201),
        ({"to": "555", "from_": CLINIC, "url": "http://a.example/"}, 21211),
        ({"to": MAYA, "from_": "", "url": "http://a.example/"}, 21213),
        ({"to": MAYA, "from_": CLINIC}, 21205),
        ({"to": MAYA, "from_": CLINIC, "url": "ftp://a.example/"}, 21205),
        ({"to": MAYA, "from_": CLINIC, "url": "http://a.example/", "status_callback_event": ["x"]}, 21626),
    ],
)
async def test_a_call_that_cannot_be_made_says_why(
    sandbox: Sandbox, given: dict[str, Any], code: int
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        await sandbox.twilio.calls.create_async(**given)
    assert refused.value.code == code


async def test_a_ringing_phone_is_on_the_page_and_then_has_a_keypad(sandbox: Sandbox, clinic: Clinic) -> None:
    clinic.answer = GREETING
    sid = await call(sandbox, clinic)
    await ended(sandbox, sid, "ringing")
    assert 'data-act="answer"' in (await sandbox.control.get(f"/phones/{MAYA}")).text
    await act(sandbox, sid, "answer")
    await ended(sandbox, sid, "in-progress")
    await until(lambda: bool(told(clinic, "/voice")))
    page = (await sandbox.control.get(f"/phones/{MAYA}")).text
    assert 'data-key="2"' in page
    await act(sandbox, sid, "hang-up")
    await ended(sandbox, sid, "completed")
    page = (await sandbox.control.get(f"/phones/{MAYA}")).text
    assert 'data-act="press"' not in page
    assert "No key was pressed." in page


def test_no_call_goes_on_once_it_has_ended() -> None:
    reached = {CallStatus.QUEUED, *(one for following in NEXT.values() for one in following)}
    assert reached | {CallStatus.INITIATED, CallStatus.CANCELED} == set(CallStatus)
    assert not ENDED & set(NEXT)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "ok",
        "<Response",
        "<html/>",
        "<Response><Dial>+1</Dial></Response>",
        '<!DOCTYPE r [<!ENTITY a "a">]><Response><Say>&a;</Say></Response>',
    ],
)
def test_what_is_no_twiml_that_we_know_is_not_spoken(answer: str) -> None:
    with pytest.raises(NotTwiml):
        read_verbs(answer)
