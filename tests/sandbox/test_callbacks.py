"""What the carrier tells about the texts that it took."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sandbox.sdk import TOLERATED
from sandbox.trial import ACCOUNT, CLINIC, MAYA, TOKEN, Clinic, free_port, serving, until
from starlette.applications import Starlette
from starlette.routing import Route
from twilio.request_validator import RequestValidator

if TYPE_CHECKING:
    from sandbox.trial import Sandbox

pytestmark = TOLERATED


async def send(sandbox: Sandbox, clinic: Clinic, *, fragment: str = "") -> str:
    message = await sandbox.twilio.messages.create_async(
        to=MAYA,
        from_=CLINIC,
        body="How is it healing?",
        status_callback=f"{clinic.url}/status?mid=41{fragment}",
    )
    return str(message.sid)


async def test_every_status_is_told_in_order_and_signed(sandbox: Sandbox, clinic: Clinic) -> None:
    sid = await send(sandbox, clinic, fragment="#rc=2")
    await until(lambda: clinic.statuses(sid) == ["sending", "sent", "delivered"])
    for heard in clinic.heard:
        assert heard.form["AccountSid"] == ACCOUNT
        assert (heard.form["From"], heard.form["To"]) == (CLINIC, MAYA)
        assert heard.form["SmsSid"] == heard.form["MessageSid"] == sid
        assert heard.form["SmsStatus"] == heard.form["MessageStatus"]
        assert heard.form["ApiVersion"] == "2010-04-01"
        assert heard.url == f"{clinic.url}/status?mid=41"
        signature = heard.headers["x-twilio-signature"]
        assert RequestValidator(TOKEN).validate(heard.url, heard.form, signature)
        assert not RequestValidator("another").validate(heard.url, heard.form, signature)


@pytest.mark.parametrize(
    ("behaviour", "statuses", "code"),
    [
        ({"kind": "fail", "code": 30003}, ["sending", "sent", "undelivered"], "30003"),
        ({"kind": "fail", "code": 30007}, ["sending", "sent", "undelivered"], "30007"),
        ({"kind": "fail", "code": 30008, "status": "failed"}, ["sending", "failed"], "30008"),
        ({"kind": "fail", "code": 39999}, ["sending", "sent", "undelivered"], "39999"),
    ],
)
async def test_a_text_that_does_not_arrive_is_told_with_its_code(
    sandbox: Sandbox,
    clinic: Clinic,
    behaviour: dict[str, object],
    statuses: list[str],
    code: str,
) -> None:
    await sandbox.put(f"/behaviours/{MAYA}", **behaviour)
    sid = await send(sandbox, clinic)
    await until(lambda: clinic.statuses(sid) == statuses)
    assert [heard.form.get("ErrorCode") for heard in clinic.heard] == [None] * (len(statuses) - 1) + [code]
    fetched = await sandbox.twilio.messages(sid).fetch_async()
    assert (fetched.status, str(fetched.error_code)) == (statuses[-1], code)
    assert fetched.error_message


async def test_a_stalled_text_never_gets_past_sent(sandbox: Sandbox, clinic: Clinic) -> None:
    await sandbox.put(f"/behaviours/{MAYA}", kind="stall")
    sid = await send(sandbox, clinic)
    await until(lambda: clinic.statuses(sid) == ["sending", "sent"])
    assert (await sandbox.twilio.messages(sid).fetch_async()).status == "sent"


async def test_a_receiver_that_was_down_still_hears_everything_in_order(
    sandbox: Sandbox, clinic: Clinic
) -> None:
    clinic.failures = 4
    sid = await send(sandbox, clinic)
    await until(lambda: clinic.statuses(sid)[-2:] == ["sent", "delivered"])
    assert clinic.statuses(sid) == ["sending"] * 5 + ["sent", "delivered"]
    tokens = {heard.headers["i-twilio-idempotency-token"] for heard in clinic.heard}
    assert len(tokens) == 3


async def test_a_receiver_that_refuses_is_not_insisted_on(sandbox: Sandbox, clinic: Clinic) -> None:
    clinic.failures, clinic.failing_status = 1, 403
    sid = await send(sandbox, clinic)
    await until(lambda: clinic.statuses(sid) == ["sending", "sent", "delivered"])
    clinic.failing_status = 503


async def test_callbacks_are_duplicated_on_demand(sandbox: Sandbox, clinic: Clinic) -> None:
    await sandbox.put("/conditions", duplicates=1)
    sid = await send(sandbox, clinic)
    told = ["sending", "sending", "sent", "sent", "delivered", "delivered"]
    await until(lambda: clinic.statuses(sid) == told)


async def test_callbacks_are_reordered_on_demand(sandbox: Sandbox, clinic: Clinic) -> None:
    await sandbox.put("/conditions", reorder=True)
    sid = await send(sandbox, clinic)
    await until(lambda: clinic.statuses(sid) == ["delivered", "sent", "sending"])


async def test_an_address_that_nobody_can_post_to_harms_nothing(sandbox: Sandbox) -> None:
    message = await sandbox.twilio.messages.create_async(
        to=MAYA,
        from_=CLINIC,
        body="Hello",
        status_callback="http://☃.invalid.:80/é",
    )
    await sandbox.settled(message.sid, "delivered")


async def test_a_receiver_that_starts_late_hears_it_all(sandbox: Sandbox) -> None:
    port = free_port()
    late = Clinic(url=f"http://127.0.0.1:{port}")
    sid = await send(sandbox, late)
    await sandbox.settled(sid, "delivered")
    async with serving(Starlette(routes=[Route("/status", late.take, methods=["POST"])]), port):
        await until(lambda: late.statuses(sid) == ["sending", "sent", "delivered"])
