"""Webhook requests that are not Twilio's: turned away, and nothing of them is kept."""

from collections.abc import AsyncIterator
from urllib.parse import urlencode

import pytest
from services.notifications.stage import ACCOUNT, Stage, Twilio, sid_of, sign, text_form
from support.builders_notifications import MAYA, TOM
from support.heard import topics_said

SID = sid_of(1)
FORM = "application/x-www-form-urlencoded"
NOT_ASCII = [(b"Content-Type", FORM.encode()), (b"X-Twilio-Signature", b"\xff\xfe")]


@pytest.mark.parametrize(
    ("kept", "reason"),
    [
        ({"Body": "STOP"}, "another text"),
        ({"From": TOM}, "another sender"),
        ({"NumMedia": "1"}, "another number of photos"),
    ],
)
async def test_what_was_changed_after_it_was_signed_is_refused(
    stage: Stage, twilio: Twilio, kept: dict[str, str], reason: str
) -> None:
    form = text_form("Fine", sid=SID, number=MAYA)
    answer = await twilio.post("/twilio/sms", form | kept, signature=sign("/twilio/sms", form))
    assert answer.status_code == 403, reason
    await nothing_is_recorded(stage)


async def test_letters_moved_across_the_border_of_a_field_are_refused(stage: Stage, twilio: Twilio) -> None:
    form = text_form("STOP", sid=SID, number=MAYA)
    shifted = {name: value for name, value in form.items() if name != "Body"} | {"BodyS": "TOP"}
    signature = sign("/twilio/sms", form)
    assert sign("/twilio/sms", shifted) == signature
    assert (await twilio.post("/twilio/sms", shifted, signature=signature)).status_code == 403
    swallowed = {name: value for name, value in form.items() if name != "From"}
    swallowed["Body"] = f"STOPFrom{MAYA}"
    assert sign("/twilio/sms", swallowed) == signature
    assert (await twilio.post("/twilio/sms", swallowed, signature=signature)).status_code == 403
    await nothing_is_recorded(stage)


async def test_a_field_that_comes_twice_is_refused(stage: Stage, twilio: Twilio) -> None:
    form = text_form("Fine", sid=SID, number=MAYA)
    body = urlencode([*form.items(), ("Body", "Fine")])
    headers = {"Content-Type": FORM, "X-Twilio-Signature": sign("/twilio/sms", form)}
    assert (await twilio.client.post("/twilio/sms", content=body, headers=headers)).status_code == 403
    await nothing_is_recorded(stage)


async def test_fields_folded_into_the_address_are_refused(stage: Stage, twilio: Twilio) -> None:
    form = text_form("Fine", sid=SID, number=MAYA)
    folded = "/twilio/sms?" + "".join(name + form[name] for name in sorted(form))
    for path in (folded, "/twilio/sms?" + urlencode(form)):
        answer = await twilio.post(path, {}, signature=sign("/twilio/sms", form))
        assert answer.status_code == 403
        answer = await twilio.post(path, form, signature=sign(path, form))
        assert answer.status_code == 403
    await nothing_is_recorded(stage)


@pytest.mark.parametrize(
    "changes",
    [
        {"AccountSid": "AC" + "b2" * 16},
        {"To": TOM},
        {"MessageSid": "SM1", "SmsSid": "SM1"},
        {"SmsSid": sid_of(2)},
        {"From": "+1415abc"},
        {"From": f"{MAYA}\n"},
        {"NumMedia": "many"},
        {"Bo dy": "Fine"},
    ],
)
async def test_a_text_of_another_shape_is_refused_though_it_is_signed(
    stage: Stage, twilio: Twilio, changes: dict[str, str]
) -> None:
    form = text_form("Fine", sid=SID, number=MAYA) | changes
    assert (await twilio.post("/twilio/sms", form)).status_code == 403
    await nothing_is_recorded(stage)


async def test_only_signed_forms_of_a_decent_size_are_read(stage: Stage, twilio: Twilio) -> None:
    form = text_form("Fine", sid=SID, number=MAYA)
    body, signature = urlencode(form), sign("/twilio/sms", form)
    signed = {"Content-Type": FORM, "X-Twilio-Signature": signature}
    large = {"Content-Length": str(10**9)}
    post, get = twilio.client.post, twilio.client.get

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"a" * 8192

    answers = {
        "unsigned": await post("/twilio/sms", content=body, headers={"Content-Type": FORM}),
        "wrong": await post("/twilio/sms", content=body, headers=signed | {"X-Twilio-Signature": "wrong"}),
        "not ascii": await post("/twilio/sms", content=body, headers=NOT_ASCII),
        "no body": await post("/twilio/sms", headers=signed),
        "bad utf-8": await post(
            "/twilio/sms", content="Body=%ED%A0%80&AccountSid=" + ACCOUNT, headers=signed
        ),
        "bytes": await post("/twilio/sms", content=b"\xff\xfe\x00", headers=signed),
        "json": await post("/twilio/sms", json=form, headers={"X-Twilio-Signature": signature}),
        "multipart": await post("/twilio/sms", files={"Body": b"Fine"}, headers={"X-Twilio-Signature": "x"}),
        "large": await post("/twilio/sms", content=body, headers=signed | large),
        "endless": await post("/twilio/sms", content=endless(), headers=signed),
        "get": await get("/twilio/sms", params=form, headers=signed),
        "host": await post("/twilio/sms", content=body, headers=signed | {"Host": "evil.example"}),
    }
    statuses = {name: answer.status_code for name, answer in answers.items()}
    assert statuses == {
        "unsigned": 403,
        "wrong": 403,
        "not ascii": 403,
        "no body": 403,
        "bad utf-8": 403,
        "bytes": 403,
        "json": 415,
        "multipart": 415,
        "large": 413,
        "endless": 413,
        "get": 405,
        "host": 200,
    }
    assert await stage.rows("inbound") == 1


async def test_the_secret_of_another_account_signs_nothing(stage: Stage, twilio: Twilio) -> None:
    form = text_form("Fine", sid=SID, number=MAYA)
    assert (await twilio.post("/twilio/sms", form, token="another")).status_code == 403
    await nothing_is_recorded(stage)


async def nothing_is_recorded(stage: Stage) -> None:
    assert await stage.rows("inbound") == 0
    assert await topics_said(stage.works) == []
