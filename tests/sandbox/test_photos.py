"""Photos that people send: as Twilio lists, hands over and deletes them."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest
from sandbox.sdk import TOLERATED
from sandbox.trial import ACCOUNT, CLINIC, MAYA, TOKEN, until
from twilio.base.exceptions import TwilioRestException

if TYPE_CHECKING:
    from sandbox.trial import Clinic, Sandbox

pytestmark = TOLERATED
GIF = b"GIF89a\x01\x00\x01\x00\x00\xff\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x00;"
AUTH = (ACCOUNT, TOKEN)


def chosen(content: bytes = GIF, media_type: str = "image/gif") -> dict[str, str]:
    return {"media_type": media_type, "content": base64.b64encode(content).decode()}


async def test_a_photo_is_behind_a_sign_in_and_then_elsewhere(sandbox: Sandbox, clinic: Clinic) -> None:
    await sandbox.text(MAYA, "Look", photos=[chosen()], media=2)
    await until(lambda: len(clinic.heard) == 1)
    form = clinic.heard[0].form
    assert (form["NumMedia"], form["MediaContentType0"], form["MediaContentType1"]) == (
        "2",
        "image/gif",
        "image/jpeg",
    )
    assert (await sandbox.control.get(form["MediaUrl0"])).status_code == 401
    sent_on = await sandbox.control.get(form["MediaUrl0"], auth=AUTH)
    assert sent_on.status_code == 307
    photo = await sandbox.control.get(sent_on.headers["location"])
    assert (photo.content, photo.headers["content-type"]) == (GIF, "image/gif")
    drawn = await sandbox.control.get(form["MediaUrl1"], auth=AUTH, follow_redirects=True)
    assert drawn.content.startswith(b"\xff\xd8\xff")


async def test_a_photo_that_was_deleted_is_gone_for_the_clinic_and_still_on_the_phone(
    sandbox: Sandbox,
) -> None:
    sid = await sandbox.text(MAYA, "", photos=[chosen()], media=2)
    media = sandbox.twilio.messages(sid).media
    first, second = await media.list_async()
    assert await media(first.sid).delete_async()
    assert [one.sid for one in await media.list_async()] == [second.sid]
    for again in (media(first.sid).fetch_async, media(first.sid).delete_async):
        with pytest.raises(TwilioRestException) as refused:
            await again()
        assert (refused.value.status, refused.value.code) == (404, 20404)
    page = (await sandbox.control.get(f"/phones/{MAYA}")).text
    assert (page.count(f'src="/files/{first.sid}"'), page.count('class="photo"')) == (1, 2)
    assert (await sandbox.control.get(f"/files/{first.sid}")).status_code == 200


async def test_photos_cannot_be_had_while_that_is_so(sandbox: Sandbox) -> None:
    await sandbox.put("/conditions", media_failures=1)
    sid = await sandbox.text(MAYA, "", media=1)
    [photo] = await sandbox.twilio.messages(sid).media.list_async()
    path = photo.uri.removesuffix(".json")
    statuses = [(await sandbox.control.get(path, auth=AUTH)).status_code for _ in range(2)]
    assert statuses == [503, 307]


@pytest.mark.parametrize(
    "photo", [{"media_type": "image/gif", "content": "abcde"}, {"media_type": "picture", "content": ""}]
)
async def test_what_is_no_photo_is_refused(sandbox: Sandbox, photo: dict[str, str]) -> None:
    body = {"from": MAYA, "to": CLINIC, "photos": [photo]}
    answer = await sandbox.control.post("/control/inbound", json=body)
    assert answer.status_code == 422
    assert "photos.0" in answer.json()["error"]


async def test_whoever_stops_one_number_of_a_service_stops_all_of_them(sandbox: Sandbox) -> None:
    service, other = "MG" + "1" * 32, "+15005550007"
    await sandbox.control.put(f"/control/services/{service}", json={"numbers": [CLINIC, other]})
    await sandbox.text(MAYA, "STOP")
    for sender in ({"from_": other}, {"messaging_service_sid": service}):
        with pytest.raises(TwilioRestException) as refused:
            await sandbox.twilio.messages.create_async(to=MAYA, body="Hello", **sender)
        assert refused.value.code == 21610
    await sandbox.text(MAYA, "START")
    await sandbox.twilio.messages.create_async(to=MAYA, body="Hello", messaging_service_sid=service)
