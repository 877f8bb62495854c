"""What people text, on its way to the clinic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sandbox.sdk import TOLERATED
from sandbox.trial import ACCOUNT, CLINIC, MAYA, TOKEN, TOM, until
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator

if TYPE_CHECKING:
    from sandbox.trial import Clinic, Sandbox

pytestmark = TOLERATED


async def test_a_text_reaches_the_webhook_signed_and_whole(sandbox: Sandbox, clinic: Clinic) -> None:
    words = "me duele… 😟 &=+%  "
    sid = await sandbox.text(MAYA, words, media=2)
    await until(lambda: len(clinic.heard) == 1)
    [heard] = clinic.heard
    assert heard.url == f"{clinic.url}/sms?clinic=7"
    assert RequestValidator(TOKEN).validate(heard.url, heard.form, heard.headers["x-twilio-signature"])
    assert heard.form["Body"] == words
    assert heard.form["MessageSid"] == heard.form["SmsSid"] == heard.form["SmsMessageSid"] == sid
    assert (heard.form["From"], heard.form["To"], heard.form["AccountSid"]) == (MAYA, CLINIC, ACCOUNT)
    assert (heard.form["NumMedia"], heard.form["NumSegments"]) == ("2", "1")
    assert (heard.form["ToCountry"], heard.form["FromCountry"]) == ("US", "US")
    assert heard.form["MediaContentType1"] == "image/jpeg"


async def test_a_text_is_found_in_the_list_too(sandbox: Sandbox) -> None:
    sid = await sandbox.text(MAYA, "It itches")
    [message] = await sandbox.twilio.messages.list_async(to=CLINIC)
    assert (message.sid, message.direction, message.status) == (sid, "inbound", "received")
    assert message.date_sent is not None


async def test_an_empty_text_keeps_its_empty_body(sandbox: Sandbox, clinic: Clinic) -> None:
    await sandbox.text(MAYA, "", media=1)
    await until(lambda: len(clinic.heard) == 1)
    assert clinic.heard[0].form["Body"] == ""


async def test_a_webhook_that_fails_is_tried_again_and_the_outcome_is_kept(
    sandbox: Sandbox, clinic: Clinic
) -> None:
    clinic.failures = 2
    sid = await sandbox.text(MAYA, "It itches")
    await until(lambda: len(clinic.heard) == 3)
    outcome = await outcome_of(sandbox, sid)
    assert (outcome["status_code"], outcome["attempts"], outcome["error"]) == (200, 3, None)


async def test_a_text_whose_webhook_stays_down_can_only_be_found_in_the_list(
    sandbox: Sandbox, clinic: Clinic
) -> None:
    await sandbox.put("/conditions", inbound_attempts=1)
    clinic.failures = 1
    sid = await sandbox.text(MAYA, "It itches")
    assert (await outcome_of(sandbox, sid))["status_code"] == 503
    assert [message.sid for message in await sandbox.twilio.messages.list_async(to=CLINIC)] == [sid]


async def test_a_number_can_have_a_webhook_of_its_own(sandbox: Sandbox, clinic: Clinic) -> None:
    await sandbox.put(f"/webhooks/{CLINIC}", url=f"{clinic.url}/another")
    await sandbox.text(MAYA, "It itches")
    await until(lambda: [heard.url for heard in clinic.heard] == [f"{clinic.url}/another"])


async def test_what_the_webhook_answers_reaches_the_phone(sandbox: Sandbox, clinic: Clinic) -> None:
    clinic.answer = (
        '<?xml version="1.0"?><Response><Message>Call 911 now &amp; wait</Message>'
        "<Message><Body>We call you</Body></Message></Response>"
    )
    sid = await sandbox.text(MAYA, "I cannot breathe")
    await outcome_of(sandbox, sid)
    while len(replies := (await sandbox.get("/messages", to=MAYA))["messages"]) < 2:
        pass
    assert [reply["body"] for reply in replies] == ["Call 911 now & wait", "We call you"]
    assert {reply["direction"] for reply in replies} == {"outbound-reply"}


@pytest.mark.parametrize(
    "word", ["STOP", "stop", " Stop ", "StopAll", "unsubscribe", "CANCEL", "end", "quit"]
)
async def test_stop_ends_texts_from_that_number_until_start(
    sandbox: Sandbox, clinic: Clinic, word: str
) -> None:
    await sandbox.text(MAYA, word)
    with pytest.raises(TwilioRestException) as refused:
        await sandbox.twilio.messages.create_async(to=MAYA, from_=CLINIC, body="Hello")
    assert (refused.value.code, refused.value.status) == (21610, 400)
    await sandbox.twilio.messages.create_async(to=TOM, from_=CLINIC, body="Hello")
    await sandbox.twilio.messages.create_async(to=MAYA, from_="+15005550007", body="Hello")
    await sandbox.text(MAYA, "Yes")
    await sandbox.twilio.messages.create_async(to=MAYA, from_=CLINIC, body="Hello")
    await until(lambda: [heard.form["Body"] for heard in clinic.heard] == [word, "Yes"])
    assert all("OptOutType" not in heard.form for heard in clinic.heard)


@pytest.mark.parametrize("words", ["stop please", "Don't stop", "opt out", "STOP.", "YES", "1"])
async def test_other_words_stop_nothing(sandbox: Sandbox, words: str) -> None:
    await sandbox.text(MAYA, words)
    await sandbox.twilio.messages.create_async(to=MAYA, from_=CLINIC, body="Hello")
    assert (await sandbox.get("/messages", direction="outbound-reply"))["messages"] == []


async def test_advanced_opt_out_says_which_keyword_it_was(sandbox: Sandbox, clinic: Clinic) -> None:
    await sandbox.put("/conditions", advanced_opt_out=True)
    for words in ("YES", "STOP", "HELP", "START"):
        sid = await sandbox.text(MAYA, words)
        await outcome_of(sandbox, sid)
    assert [heard.form.get("OptOutType") for heard in clinic.heard] == [None, "STOP", "HELP", "START"]
    replies = (await sandbox.get("/messages", direction="outbound-reply"))["messages"]
    assert [reply["body"].split(" ")[1] for reply in replies] == ["have", "STOP", "have"]


async def outcome_of(sandbox: Sandbox, sid: str) -> dict[str, object]:
    """How the post of this text ended, once it did."""
    while True:
        for post in (await sandbox.get("/callbacks"))["callbacks"]:
            if post["sid"] == sid:
                found: dict[str, object] = post
                return found
