import asyncio
import re
from typing import Any

import pytest
from support.builders_console import ANA, event, severe_reply_until_closed
from support.console import Console, procedure
from support.heard import said

from aftercare_console.domain.texting import Refusal, Refused, Standing, refusal, standing
from aftercare_contracts import (
    ConsentGiven,
    ConsentWithdrawn,
    Event,
    MessageDelivered,
    MessageSent,
    OptOutRequested,
    ReplyReceived,
    StaffTexted,
)

TEXT = {"staff": "mara", "text": "Mara from the clinic here: can you send a photo?"}
OPTED_OUT = "This patient has opted out of texts: phone them."


@pytest.mark.parametrize(
    ("registered", "events", "expected"),
    [
        (True, [], Standing.AGREED),
        (False, [], Standing.NEVER_AGREED),
        (False, [ReplyReceived], Standing.WROTE),
        (False, [ConsentGiven], Standing.AGREED),
        (True, [ReplyReceived, ConsentWithdrawn], Standing.OPTED_OUT),
        (True, [OptOutRequested], Standing.OPTED_OUT),
        (True, [ConsentWithdrawn, ConsentGiven], Standing.AGREED),
        (True, [ConsentGiven, ConsentWithdrawn, ReplyReceived], Standing.OPTED_OUT),
    ],
)
def test_how_a_patient_stands_to_texts(
    *, registered: bool, events: list[type[Event]], expected: Standing
) -> None:
    told = [event(one, after=place) for place, one in enumerate(events)]
    assert standing(told, registered=registered, erased=False) is expected
    assert standing(told, registered=registered, erased=True) is Standing.ERASED


def test_only_who_agreed_or_wrote_is_texted() -> None:
    textable = [one for one in Standing if refusal(one) is None]
    assert textable == [Standing.AGREED, Standing.WROTE]
    assert refusal(Standing.OPTED_OUT) == Refused(Refusal.NOT_TEXTABLE, OPTED_OUT)


async def _entered(console: Console, **changes: Any) -> None:
    await console.set_up()
    assert (await console.api.post("/procedures", json=procedure(**changes))).status_code == 201


async def _post(console: Console, *, key: str | None = None, **changes: str) -> Any:
    headers = {} if key is None else {"Idempotency-Key": key}
    return await console.api.post("/patients/ana/texts", json=TEXT | changes, headers=headers)


async def test_a_text_of_staff_is_said_and_is_on_the_timeline_at_once(console: Console) -> None:
    await _entered(console)
    answer = await _post(console)
    assert answer.status_code == 202
    (texted,) = await said(console.works, StaffTexted)
    assert (str(texted.message_id), texted.text) == (answer.json()["message_id"], TEXT["text"])
    await console.hear(texted)
    entries = (await console.api.get("/patients/ana/timeline")).json()["entries"]
    assert entries[-1]["sentence"] == f"Mara Voss texted the patient: “{TEXT['text']}”"
    assert [one["topic"] for one in entries].count(StaffTexted.topic) == 1


async def test_the_same_text_twice_is_two_texts_unless_a_key_says_otherwise(console: Console) -> None:
    await _entered(console)
    for _ in range(2):
        assert (await _post(console)).status_code == 202
    answers = await asyncio.gather(*(_post(console, key="note-17") for _ in range(3)))
    assert {one.status_code for one in answers} == {202}
    assert len({one.text for one in answers}) == 1
    assert (await _post(console, key="note-18")).status_code == 202
    assert len({one.message_id for one in await said(console.works, StaffTexted)}) == 4


async def test_another_text_under_the_same_key_is_refused(console: Console) -> None:
    await _entered(console)
    await _post(console, key="note-17")
    answer = await _post(console, key="note-17", text="Something else")
    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:aftercare:problem:key-used"
    assert len(await said(console.works, StaffTexted)) == 1


async def test_who_opted_out_is_not_texted_but_a_repeat_is_still_answered(console: Console) -> None:
    await console.set_up()
    await console.hear(*severe_reply_until_closed(), event(ConsentGiven, after=31))
    path = f"/patients/{ANA.id}/texts"
    key = {"Idempotency-Key": "note-17"}
    before = await console.api.post(path, json=TEXT, headers=key)
    await console.hear(event(ConsentWithdrawn, after=40))
    refused = await console.api.post(path, json=TEXT)
    again = await console.api.post(path, json=TEXT, headers=key)
    assert (refused.status_code, refused.json()["detail"]) == (409, OPTED_OUT)
    assert (again.status_code, again.json()) == (202, before.json())
    assert len(await said(console.works, StaffTexted)) == 1


async def test_who_never_agreed_and_never_wrote_is_not_texted(console: Console) -> None:
    await _entered(console, patient={"consent": None})
    assert (await _post(console)).status_code == 409


async def test_who_was_erased_is_not_texted_and_the_texts_are_gone(console: Console) -> None:
    await _entered(console)
    await _post(console, key="note-17")
    await console.api.delete("/patients/ana")
    for key in ("note-17", None):
        assert (await _post(console, key=key)).status_code == 410
    assert TEXT["text"] not in (await console.api.get("/patients/ana/timeline")).text


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"staff": "nobody"}, "staff"), ({"text": "  "}, "text"), ({"text": "x" * 641}, "text")],
)
async def test_a_text_of_nobody_or_of_a_wrong_length_is_refused(
    console: Console, changes: dict[str, str], field: str
) -> None:
    await _entered(console)
    answer = await _post(console, **changes)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert await said(console.works, StaffTexted) == []


async def test_a_key_that_cannot_be_one_is_refused(console: Console) -> None:
    await _entered(console)
    answer = await _post(console, key="k" * 256)
    assert answer.status_code == 422
    assert (await console.api.post("/patients/nobody/texts", json=TEXT)).status_code == 404


async def _page(console: Console) -> str:
    return (await console.browser.get(f"/patients/{ANA.id}")).text


def _form(page: str) -> dict[str, str]:
    found = dict(re.findall(r'name="(csrf|key)" value="([^"]+)"', page))
    return {**found, "staff_id": re.findall(r'<option value="([^"]+)"', page)[0]}


async def test_staff_text_a_patient_from_their_page_once_however_often_the_form_is_sent(
    console: Console,
) -> None:
    await console.set_up()
    await console.hear(*severe_reply_until_closed())
    await console.sign_in()
    form = {**_form(await _page(console)), "text": "First line\r\nSecond line"}
    path = f"/patients/{ANA.id}/texts"
    for _ in range(2):
        sent = await console.browser.post(path, data=form)
        assert (sent.status_code, sent.headers["location"]) == (303, f"/patients/{ANA.id}#texting")
    (texted,) = await said(console.works, StaffTexted)
    assert (texted.text, str(texted.staff_id)) == ("First line\nSecond line", form["staff_id"])
    assert "Mara Voss texted the patient" in await _page(console)
    other = await console.browser.post(path, data=form | {"text": "Another text"})
    assert (other.status_code, "Open the page anew" in other.text) == (409, True)
    same: dict[str, Any] = {"message_id": texted.message_id, "purpose": "answer"}
    await console.hear(
        event(MessageSent, after=45, name="by staff", text=texted.text, wording="staff", **same),
        event(MessageDelivered, after=46, name="by staff", **same),
    )
    page = await _page(console)
    assert page.count("First line\nSecond line") == 1
    assert "Mara Voss texted the patient · delivered 10:46" in page
    assert f'value="{form["staff_id"]}" selected' in page


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"csrf": "0" * 64}, 403),
        ({"staff_id": ""}, 422),
        ({"staff_id": str(ANA.id)}, 422),
        ({"text": " \r\n"}, 422),
        ({"text": "x" * 641}, 422),
    ],
)
async def test_a_form_that_is_not_filled_in_texts_nobody(
    console: Console, changes: dict[str, str], status: int
) -> None:
    await console.set_up()
    await console.hear(*severe_reply_until_closed())
    await console.sign_in()
    form = {**_form(await _page(console)), "text": "Hello", **changes}
    assert (await console.browser.post(f"/patients/{ANA.id}/texts", data=form)).status_code == status
    assert await said(console.works, StaffTexted) == []


async def test_the_form_is_closed_with_the_reason_when_a_patient_cannot_be_texted(console: Console) -> None:
    await console.set_up()
    await console.hear(*severe_reply_until_closed())
    await console.sign_in()
    assert "<fieldset disabled>" not in await _page(console)
    await console.hear(event(ConsentWithdrawn, after=40))
    page = await _page(console)
    assert "<fieldset disabled>" in page
    assert OPTED_OUT in page
    refused = await console.browser.post(f"/patients/{ANA.id}/texts", data={**_form(page), "text": "Hello"})
    assert refused.status_code == 409
    assert OPTED_OUT in refused.text
