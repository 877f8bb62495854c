"""The API as the real SDK speaks to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sandbox.sdk import TOLERATED
from sandbox.trial import ACCOUNT, CLINIC, MAYA
from twilio.base.exceptions import TwilioRestException

if TYPE_CHECKING:
    from sandbox.trial import Sandbox

pytestmark = TOLERATED
SERVICE = "MG" + "0f" * 16


async def test_a_text_is_queued_and_then_delivered(sandbox: Sandbox) -> None:
    message = await sandbox.twilio.messages.create_async(to=MAYA, from_=CLINIC, body="How is it healing?")
    assert (message.status, message.direction, message.num_segments) == ("queued", "outbound-api", "1")
    assert message.date_created is not None
    assert message.date_sent is None
    await sandbox.settled(message.sid, "delivered")
    fetched = await sandbox.twilio.messages(message.sid).fetch_async()
    assert (fetched.status, fetched.body, fetched.error_code) == ("delivered", "How is it healing?", None)
    assert fetched.date_sent is not None
    assert fetched.date_sent.tzinfo is not None


async def test_a_text_through_a_service_is_accepted_before_it_has_a_sender(sandbox: Sandbox) -> None:
    await sandbox.put(f"/services/{SERVICE}", numbers=["+15005550010"])
    message = await sandbox.twilio.messages.create_async(to=MAYA, messaging_service_sid=SERVICE, body="Hello")
    assert (message.status, message.num_segments, message.from_) == ("accepted", "0", None)
    found = await sandbox.settled(message.sid, "delivered")
    assert found["history"] == ["accepted", "queued", "sending", "sent", "delivered"]
    assert (found["from"], found["segments"]) == ("+15005550010", 1)


@pytest.mark.parametrize(
    ("given", "code", "status"),
    [
        ({"to": "4155550101", "from_": CLINIC, "body": "Hi"}, 21211, 400),
        ({"to": "+1415555010¹", "from_": CLINIC, "body": "Hi"}, 21211, 400),
        ({"to": "", "from_": CLINIC, "body": "Hi"}, 21604, 400),
        ({"to": MAYA, "from_": "Clinic!", "body": "Hi"}, 21212, 400),
        ({"to": MAYA, "body": "Hi"}, 21603, 400),
        ({"to": MAYA, "from_": CLINIC}, 21602, 400),
        ({"to": MAYA, "from_": CLINIC, "body": "a" * 1601}, 21617, 400),
        ({"to": MAYA, "from_": CLINIC, "body": "Hi", "validity_period": 36_001}, 90007, 400),
        ({"to": MAYA, "from_": CLINIC, "body": "Hi", "status_callback": "ftp://clinic"}, 21609, 400),
        ({"to": MAYA, "messaging_service_sid": "MG1", "body": "Hi"}, 21701, 400),
        ({"to": "+14159991211", "from_": CLINIC, "body": "Hi"}, 21211, 400),
        ({"to": "+14159991610", "from_": CLINIC, "body": "Hi"}, 21610, 400),
        ({"to": "+14159991614", "from_": CLINIC, "body": "Hi"}, 21614, 400),
        ({"to": "+14159990429", "from_": CLINIC, "body": "Hi"}, 20429, 429),
        ({"to": "+14159990503", "from_": CLINIC, "body": "Hi"}, 20503, 503),
    ],
)
async def test_a_text_that_cannot_go_is_refused_with_twilios_code(
    sandbox: Sandbox,
    given: dict[str, str],
    code: int,
    status: int,
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        await sandbox.twilio.messages.create_async(**given)
    assert (refused.value.code, refused.value.status) == (code, status)
    assert (await sandbox.get("/messages"))["messages"] == []


async def test_a_wrong_secret_is_refused(sandbox: Sandbox) -> None:
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    for auth in (None, (ACCOUNT, "wrong"), ("AC" + "b" * 32, sandbox.settings.auth_token)):
        answer = await sandbox.control.get(path, auth=auth)
        assert (answer.status_code, answer.json()["code"]) == (401, 20003)


async def test_a_message_that_does_not_exist_is_not_found(sandbox: Sandbox) -> None:
    with pytest.raises(TwilioRestException) as refused:
        await sandbox.twilio.messages("SM" + "0" * 32).fetch_async()
    assert (refused.value.code, refused.value.status) == (20404, 404)


async def test_the_account_answers_for_its_own_credentials(sandbox: Sandbox) -> None:
    account = await sandbox.twilio.api.accounts(ACCOUNT).fetch_async()
    assert (account.sid, account.status) == (ACCOUNT, "active")


async def test_a_body_can_be_redacted_and_a_message_deleted(sandbox: Sandbox) -> None:
    message = await sandbox.twilio.messages.create_async(to=MAYA, from_=CLINIC, body="It hurts")
    await sandbox.settled(message.sid, "delivered")
    assert (await sandbox.twilio.messages(message.sid).update_async(body="")).body == ""
    assert await sandbox.twilio.messages(message.sid).delete_async()
    with pytest.raises(TwilioRestException):
        await sandbox.twilio.messages(message.sid).fetch_async()


async def test_a_message_on_its_way_is_not_redacted(sandbox: Sandbox) -> None:
    await sandbox.put("/conditions", min_delay_s=60, max_delay_s=60)
    message = await sandbox.twilio.messages.create_async(to=MAYA, from_=CLINIC, body="It hurts")
    with pytest.raises(TwilioRestException) as refused:
        await sandbox.twilio.messages(message.sid).update_async(body="")
    assert refused.value.code == 20009


async def test_requests_are_written_down_without_credentials(sandbox: Sandbox) -> None:
    await sandbox.twilio.messages.create_async(to=MAYA, from_=CLINIC, body="Hello")
    [request] = (await sandbox.get("/requests"))["requests"]
    assert (request["method"], request["status"]) == ("POST", 201)
    assert request["form"] == {"To": MAYA, "From": CLINIC, "Body": "Hello"}
    assert sandbox.settings.auth_token not in str(request)
