"""The shapes of the answers, judged by the document that Twilio publishes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sandbox.trial import ACCOUNT, CLINIC, MAYA
from support.openapi import Judge, document

if TYPE_CHECKING:
    from sandbox.trial import Sandbox


@pytest.fixture(scope="module")
def judge() -> Judge:
    published = document()
    if published is None:
        pytest.skip("Twilio's OpenAPI document is not here: name it in AFTERCARE_TWILIO_OPENAPI.")
    return Judge(published)


async def test_every_answer_has_the_shape_that_twilio_publishes(sandbox: Sandbox, judge: Judge) -> None:
    auth, account = (ACCOUNT, sandbox.settings.auth_token), f"/2010-04-01/Accounts/{ACCOUNT}"
    await sandbox.put(f"/behaviours/{MAYA}", kind="fail", code=30003)
    form = {"To": MAYA, "From": CLINIC, "Body": "How is it healing?", "ValidityPeriod": "60"}
    created = await sandbox.control.post(f"{account}/Messages.json", data=form, auth=auth)
    through = {"To": MAYA, "MessagingServiceSid": "MG" + "0" * 32, "Body": "Hello"}
    await sandbox.control.post(f"{account}/Messages.json", data=through, auth=auth)
    sid = await sandbox.text(MAYA, "It itches", media=1)
    await sandbox.settled(created.json()["sid"], "undelivered")
    await sandbox.put(f"/call-behaviours/{MAYA}", kind="busy", times=1)
    ringing = {"To": MAYA, "From": CLINIC, "Url": "http://127.0.0.1:1/voice"}
    call = await sandbox.control.post(f"{account}/Calls.json", data=ringing, auth=auth)
    for path in (
        f"{account}.json",
        f"{account}/Messages.json",
        f"{account}/Messages.json?PageSize=1",
        f"{account}/Messages/{sid}.json",
        f"{account}/Messages/{sid}/Media.json",
        f"{account}/Messages/{'SM' + '0' * 32}.json",
        f"{account}/Calls.json?PageSize=1",
        f"{account}/Calls/{call.json()['sid']}.json",
    ):
        answer = await sandbox.control.get(path, auth=auth)
        bare, _, query = path.partition("?")
        assert judge.request("GET", bare, query, b"") == []
        assert judge.answer("GET", bare, answer.status_code, answer.content) == [], path


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ("To=%2B14155550101&From=%2B15005550006&Body=Hello&ValidityPeriod=60", None),
        ("From=%2B15005550006&Body=Hello", "To is missing"),
        ("To=%2B14155550101&Text=Hello", "Text is not published in the form"),
        ("To=%2B14155550101&ValidityPeriod=soon", "ValidityPeriod: []"),
        ("To=%2B14155550101&MessagingServiceSid=MG1", "MessagingServiceSid: []"),
    ],
)
def test_the_judge_finds_what_is_wrong_with_a_request(judge: Judge, form: str, problem: str | None) -> None:
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    found = judge.request("POST", path, "", form.encode())
    assert [one for one in found if problem is None or not one.startswith(problem)] == []
    assert (found == []) == (problem is None)


def test_the_judge_finds_what_is_wrong_with_an_answer(judge: Judge) -> None:
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert judge.answer("POST", path, 201, b'{"sid": "SM1"}') != []
    assert judge.answer("POST", path, 202, b"{}") != []
    assert judge.answer("POST", path, 400, b'{"error": "no"}') != []
