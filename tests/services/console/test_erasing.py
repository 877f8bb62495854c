"""Taking a patient's data out, and taking it away."""

import json
import re
from typing import Any

import pytest
from services.console.test_import_page import run
from sqlalchemy import text
from support.builders_console import ANA, MARA, T0, event, severe_reply_until_closed
from support.console import Console, procedure
from support.heard import said

from aftercare_console.domain.forgetting import SERVICES
from aftercare_console.forget_cli import Exit
from aftercare_contracts import (
    CaseDecided,
    Consent,
    PatientChanged,
    PatientErased,
    PatientForgotten,
    PatientRegistered,
    ReplyReceived,
    StaffTexted,
)

PERSONAL = ("Ruiz", "+12025550123", "red and", "How is your scalp", "seen today", "intake-form", "ana-7")
EXPORTED = f"/patients/{ANA.id}"


async def kept(console: Console) -> str:
    """All rows of all tables but the outbox, whose letters the relay deletes once they are said."""
    found = ""
    async with console.works.engine.connect() as connection:
        names = await connection.execute(text("select tablename from pg_tables where schemaname = 'public'"))
        for name in names.scalars():
            if name != "outbox":
                found += str((await connection.execute(text(f'select * from "{name}"'))).all())  # noqa: S608
    return found


async def test_an_export_holds_everything_from_the_consent_to_how_it_ended(console: Console) -> None:
    await console.set_up()
    agreed = Consent(wording="v1", source="intake-form", given_at=T0)
    await console.hear(event(PatientRegistered, after=-91, revision=2, consent=agreed))
    await console.hear(*severe_reply_until_closed(), event(CaseDecided, after=29))
    answer = await console.api.get(f"{EXPORTED}/export")
    assert answer.status_code == 200
    found = answer.json()
    assert (found["patient"]["number"], found["patient"]["consent"]["wording"]) == ("+12025550123", "v1")
    assert [one["session"] for one in found["procedures"]] == [1]
    assert {one["purpose"] for one in found["messages"]} == {"prompt", "safety", "page"}
    [reply] = found["replies"]
    assert reply["words"] == "it is red and hot"
    assert (reply["reading"]["rule"], reply["reading"]["matched"]) == ("hot-and-red", ["red", "hot"])
    [case] = found["cases"]
    assert case["outcome"] == "seen today, all well"
    assert any("Mara" in line for line in case["what_happened"])
    timeline = (await console.api.get(f"{EXPORTED}/timeline", params={"limit": 500})).json()["entries"]
    assert found["events"] == timeline
    assert found["left_out"] == 0


async def test_an_export_leaves_out_what_may_be_anothers_and_says_so(console: Console) -> None:
    await console.set_up()
    shared: dict[str, Any] = {
        "party": {"kind": "stranger", "id": MARA.id},
        "candidates": (ANA.id, MARA.id),
        "words": "mine?",
    }
    await console.hear(event(PatientRegistered), event(ReplyReceived, name="shared", after=0, **shared))
    found = await console.api.get(f"{EXPORTED}/export")
    assert "mine?" not in found.text
    assert found.json()["left_out"] == 1


async def test_nothing_of_an_erased_patient_is_left_in_any_table(console: Console) -> None:
    await console.set_up()
    await console.api.post("/procedures", json=procedure("ana-7-visit", patient={"reference": "ana-7"}))
    patient_id = (await console.api.get("/patients")).json()[0]["patient_id"]
    party = {"kind": "patient", "id": patient_id}
    story = [
        one.model_copy(update={"party": event(StaffTexted, party=party, text="x").party})
        if getattr(one, "party", None) == ANA
        else one.model_copy(update={"patient_id": event(StaffTexted, party=party, text="x").party.id})
        if getattr(one, "patient_id", None) == ANA.id
        else one
        for one in severe_reply_until_closed()
    ]
    await console.hear(*story)
    before = await kept(console)
    assert [one for one in PERSONAL if one not in before] == []
    assert (await console.api.delete("/patients/ana-7", params={"staff": "mara"})).status_code == 204
    after = await kept(console)
    assert [one for one in PERSONAL if one in after] == []
    assert (await console.api.get("/patients/ana-7/erasure")).json()["staff_id"] is not None
    again = await console.api.post("/procedures", json=procedure("x", patient={"reference": "ana-7"}))
    assert again.status_code == 409


async def test_late_events_do_not_bring_an_erased_patient_back(console: Console) -> None:
    await console.set_up()
    await console.hear(event(PatientForgotten), *severe_reply_until_closed())
    after = await kept(console)
    assert [one for one in PERSONAL if one in after] == []


async def test_an_erasure_says_which_services_have_done_it_and_which_have_not(console: Console) -> None:
    await console.set_up()
    await console.hear(event(PatientRegistered))
    assert (await console.api.get(f"{EXPORTED}/erasure")).status_code == 404
    assert (await console.api.delete(EXPORTED)).status_code == 204
    assert (await console.api.get(f"{EXPORTED}/erasure")).json()["missing"] == list(SERVICES)
    [forgotten] = await said(console.works, PatientForgotten)
    await console.hear(forgotten)
    [own] = await said(console.works, PatientErased)
    assert own.service == "console"
    await console.hear(
        own, *(event(PatientErased, service=one, name=one) for one in SERVICES if one != "console")
    )
    found = (await console.api.get(f"{EXPORTED}/erasure")).json()
    assert (found["everywhere"], found["missing"], sorted(found["done"])) == (True, [], list(SERVICES))


async def test_a_page_erases_once_somebody_says_who_they_are_and_writes_the_word(console: Console) -> None:
    await console.set_up()
    await console.hear(event(PatientRegistered))
    await console.sign_in()
    page = (await console.browser.get(f"{EXPORTED}/erasure")).text
    assert "Erase Ana Ruiz" in page
    [mara] = re.findall(r'<option value="([^"]{36})"', page)
    form = {"csrf": re.findall(r'name="csrf" value="([^"]+)"', page)[-1], "staff_id": mara}
    refused = await console.browser.post(f"{EXPORTED}/erasure", data={**form, "word": "erase"})
    assert (refused.status_code, await said(console.works, PatientForgotten)) == (422, [])
    done = await console.browser.post(f"{EXPORTED}/erasure", data={**form, "word": "ERASE"})
    assert done.status_code == 303
    [forgotten] = await said(console.works, PatientForgotten)
    assert str(forgotten.staff_id) == mara
    being = (await console.browser.get(f"{EXPORTED}/erasure")).text
    assert "Being erased" in being
    assert "passed on by Mara Voss" in being
    assert "How far the erasure has come" in (await console.browser.get(EXPORTED)).text
    await console.hear(*(event(PatientErased, service=one, name=one) for one in SERVICES))
    assert "Erased everywhere" in (await console.browser.get(f"{EXPORTED}/erasure")).text


async def test_a_page_offers_no_erasure_while_a_case_is_open(console: Console) -> None:
    await console.open_case()
    page = (await console.browser.get(f"{EXPORTED}/erasure")).text
    assert "A case about this patient is open: K7" in page
    assert 'name="word"' not in page
    assert (await console.api.delete(EXPORTED)).status_code == 409


async def test_a_page_gives_the_export_as_a_file(console: Console) -> None:
    await console.open_case()
    answer = await console.browser.get(f"{EXPORTED}/export")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.json()["patient"]["given_name"] == "Ana"


async def test_the_commands_export_and_forget(console: Console) -> None:
    await console.set_up()
    await console.hear(event(PatientRegistered))
    shown = await run(console, "export", str(ANA.id))
    assert (shown.code, json.loads(shown.out)["patient"]["family_name"]) == (0, "Ruiz")
    unsure = await run(console, "forget", str(ANA.id), stdin=b"no\n")
    assert (unsure.code, "Nothing was erased" in unsure.err) == (Exit.REFUSED, True)
    waiting = await run(
        console, "forget", str(ANA.id), "--staff", "mara", "--wait", "0", stdin=f"{ANA.id}\n".encode()
    )
    assert (waiting.code, waiting.out.count("not confirmed yet")) == (Exit.NOT_YET, len(SERVICES))
    await console.hear(*(event(PatientErased, service=one, name=one) for one in SERVICES))
    done = await run(console, "forget", str(ANA.id), "--yes", "--json")
    assert (done.code, json.loads(done.out)["missing"]) == (Exit.EVERYWHERE, [])


@pytest.mark.parametrize("verb", [("export",), ("forget", "--yes")])
async def test_the_commands_know_nobody_of_another_name(console: Console, verb: tuple[str, ...]) -> None:
    await console.set_up()
    ran = await run(console, *verb, "nobody")
    assert (ran.code, "There is no patient nobody" in ran.err) == (2, True)


async def test_a_change_that_comes_late_brings_an_erased_patient_not_back(console: Console) -> None:
    await console.set_up()
    await console.hear(event(PatientForgotten), event(PatientChanged))
    async with console.works.engine.connect() as connection:
        [row] = await connection.execute(text("select timezone, language from patients"))
    assert tuple(row) == (None, None)
