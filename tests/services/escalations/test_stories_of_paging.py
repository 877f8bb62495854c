import asyncio
import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from support.builders_escalations import (
    concern,
    page_failed,
    patient,
    rota_changed,
    staff,
    staff_reply,
    stranger,
)
from support.desk_escalations import SETTINGS, Desk
from support.events import clinic_configured, id_of
from support.heard import said, tell

from aftercare_contracts import CaseOpened, CasePaged, Level, Purpose
from aftercare_escalations.jobs import jobs
from aftercare_escalations.store.counts import count
from aftercare_escalations.tables import cases


async def test_amiras_rash_pages_lena_then_omar_and_nobody_answering_goes_round_again(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"))
    assert await desk.paged() == ["Lena"]
    await desk.pass_by(minutes=14, seconds=59)
    assert await desk.paged() == ["Lena"]
    await desk.pass_by(seconds=1)
    for _ in range(3):
        await desk.pass_by(minutes=15)
    assert await desk.paged() == ["Lena", "Omar", "Lena", "Omar", "Lena"]
    assert [one.round for one in await said(desk.works, CasePaged)] == [1, 1, 2, 2, 3]


async def test_a_page_is_one_segment_with_initials_to_fill_in_and_a_repeat_says_that_it_is_one(
    desk: Desk,
) -> None:
    await desk.hear(rota_changed("Lena"), concern("Amira"))
    await desk.pass_by(minutes=15)
    code = await desk.code()
    first, second = await desk.messages(Purpose.PAGE)
    assert re.fullmatch(
        rf"Harbor Scalp Clinic: case {code} \({{patient}}\) needs you now\. Reply {code} to take it, "
        rf"{code} NO to pass\. https://care\.example\.org/k/{code}\.[\w-]{{16}}",
        first.text,
    )
    assert "needs you now (again, round 2)." in second.text
    assert len(second.text) <= 160
    assert first.names == {"patient": patient("Amira")}
    assert first.message_id != second.message_id
    assert first.wording == "page.en.1"
    paged = await said(desk.works, CasePaged)
    assert [one.message_id for one in paged] == [first.message_id, second.message_id]


async def test_an_emergency_pages_everybody_at_once_and_again_every_five_minutes(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar", "Rosa"), concern("Amira", Level.EMERGENCY))
    assert await desk.paged() == ["Lena", "Omar", "Rosa"]
    await desk.pass_by(minutes=4, seconds=59)
    assert len(await desk.paged()) == 3
    await desk.pass_by(seconds=1)
    assert await desk.paged() == ["Lena", "Omar", "Rosa"] * 2


async def test_lenas_phone_is_off_and_omar_is_paged_at_once(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"))
    (page,) = await desk.messages(Purpose.PAGE)
    await desk.hear(page_failed(page))
    assert await desk.paged() == ["Lena", "Omar"]
    await desk.hear(page_failed(page))
    assert await desk.paged() == ["Lena", "Omar"], "a failure counts once"
    await desk.pass_by(minutes=15)
    assert await desk.paged() == ["Lena", "Omar", "Lena"], "she may have found a charger"


async def test_when_every_phone_is_dead_they_are_tried_again_after_the_wait_and_not_in_a_rush(
    desk: Desk,
) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"))
    for number in range(2):
        await desk.hear(page_failed((await desk.messages(Purpose.PAGE))[number]))
    await desk.pass_by(minutes=14)
    assert await desk.paged() == ["Lena", "Omar"]
    await desk.pass_by(minutes=1)
    assert await desk.paged() == ["Lena", "Omar", "Lena"]


async def test_a_text_of_somebody_else_that_failed_is_none_of_ours(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"))
    (page,) = await desk.messages(Purpose.PAGE)
    await desk.hear(page_failed(page.model_copy(update={"message_id": id_of("a safety text")})))
    assert await desk.paged() == ["Lena"]


async def test_a_rota_that_comes_after_the_concern_pages_at_once(desk: Desk) -> None:
    await desk.hear(concern("Amira"))
    await desk.pass_by(minutes=3)
    assert await desk.paged() == []
    async with desk.works.engine.connect() as connection:
        assert (await count(connection, desk.clock.now())).nobody_on_call == 1
    await desk.hear(rota_changed("Lena"))
    assert await desk.paged() == ["Lena"]
    async with desk.works.engine.connect() as connection:
        counts = await count(connection, desk.clock.now())
    assert (counts.open, counts.nobody_on_call, counts.overdue) == (1, 0, timedelta(0))


async def test_the_same_concern_twice_is_one_case_and_one_page(desk: Desk) -> None:
    again = concern("Amira")
    await desk.hear(rota_changed("Lena"), concern("Amira"), again, again)
    assert len(await said(desk.works, CaseOpened)) == 1
    assert await desk.paged() == ["Lena"]


async def test_two_replicas_of_the_job_page_once(desk: Desk) -> None:
    await tell(
        desk.works,
        desk.handlers,
        rota_changed("Lena", "Omar"),
        *(concern(f"Patient {number}") for number in range(12)),
    )
    job = jobs(SETTINGS)[0]
    await asyncio.gather(*(job.run(desk.works) for _ in range(4)))
    await desk.tick()
    pages = await desk.messages(Purpose.PAGE)
    assert len(pages) == len({one.message_id for one in pages}) == 12


async def test_a_case_that_cannot_be_handled_keeps_nobody_else_from_being_paged(desk: Desk) -> None:
    await tell(desk.works, desk.handlers, concern("Amira"), concern("Bruno"), rota_changed("Lena"))
    broken = cases.c.party_id == id_of("Amira")
    async with desk.works.engine.begin() as connection:
        await connection.execute(update(cases).where(broken).values(policy={"manner": "by carrier pigeon"}))
    assert not await jobs(SETTINGS)[0].run(desk.works)
    (page,) = await desk.messages(Purpose.PAGE)
    assert page.names == {"patient": patient("Bruno")}


async def test_a_moderate_case_stays_on_the_worklist_for_a_business_day_and_is_paged_then(
    desk: Desk,
) -> None:
    desk.clock.set("2026-03-02T19:00-05:00")  # a Monday evening, an hour before the clinic closes
    await desk.hear(rota_changed("Lena", "Omar"), concern("Bruno", Level.MODERATE))
    (opened,) = await said(desk.works, CaseOpened)
    assert opened.level is Level.MODERATE
    async with desk.works.engine.connect() as connection:
        assert (await connection.execute(select(cases.c.next_page_at))).scalar() is None
    desk.clock.set("2026-03-03T15:59-05:00")
    await desk.tick()
    assert await desk.paged() == []
    desk.clock.set("2026-03-03T16:00-05:00")
    await desk.tick()
    await desk.pass_by(minutes=15)
    assert await desk.paged() == ["Lena", "Omar"]


async def test_an_unclear_case_is_paged_after_two_open_hours(desk: Desk) -> None:
    desk.clock.set("2026-03-02T23:00-05:00")
    await desk.hear(rota_changed("Lena"), concern("Bruno", Level.UNCLEAR))
    desk.clock.set("2026-03-03T10:59-05:00")
    await desk.tick()
    assert await desk.paged() == []
    desk.clock.set("2026-03-03T11:00-05:00")
    await desk.tick()
    assert await desk.paged() == ["Lena"]


async def test_a_case_on_the_worklist_that_gets_worse_is_paged_at_once(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena"), concern("Bruno", Level.MODERATE))
    assert await desk.paged() == []
    await desk.hear(concern("Bruno", Level.SEVERE, number=2), concern("Bruno", Level.MILD, number=3))
    assert await desk.paged() == ["Lena"]
    raised = await said(desk.works, CaseOpened)
    assert [one.level for one in raised] == [Level.MODERATE, Level.SEVERE]
    assert len({one.case_id for one in raised}) == 1


async def test_a_severe_case_that_becomes_an_emergency_pages_everybody_as_another_round(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"))
    await desk.hear(concern("Amira", Level.EMERGENCY, number=2))
    assert await desk.paged() == ["Lena", "Lena", "Omar"]
    assert [one.round for one in await said(desk.works, CasePaged)] == [1, 2, 2]


async def test_a_number_nobody_knows_stands_in_the_texts_to_staff_so_that_they_can_call_it(
    desk: Desk,
) -> None:
    caller = stranger("a number")
    await desk.hear(rota_changed("Lena"), concern(caller), staff_reply("Lena", "ok"))
    (page,) = await desk.messages(Purpose.PAGE)
    (yours,) = await desk.messages(Purpose.NOTICE)
    (promise,) = await desk.messages(Purpose.ANSWER)
    for text in (page, yours):
        assert "({patient})" in text.text
        assert text.names == {"patient": caller}
        assert len(text.text.replace("{patient}", "+123456789012345")) <= 160
    assert promise.names == {"staff": staff("Lena")}


async def test_two_patients_have_two_codes_and_two_clinics_do_not_mix(desk: Desk) -> None:
    await desk.hear(
        rota_changed("Lena"),
        rota_changed("Omar", clinic_id="other"),
        concern("Amira"),
        concern("Bruno"),
        concern("Caro", clinic_id="other"),
    )
    assert await desk.paged() == ["Lena", "Lena", "Omar"]
    amiras, brunos, caros = [one.code for one in await said(desk.works, CaseOpened)]
    assert amiras != brunos
    await desk.hear(staff_reply("Lena", caros))
    assert await desk.told("Lena") == ["unknown_code_cases"]


async def test_a_concern_waits_for_no_settings_of_its_clinic(desk: Desk) -> None:
    await desk.hear(
        rota_changed("Rosa", clinic_id="new"),
        concern("Caro", clinic_id="new"),
        concern("Bruno", Level.UNCLEAR, clinic_id="new"),
    )
    (page,) = await desk.messages(Purpose.PAGE)
    assert page.text.startswith("Aftercare: case ")


async def test_a_later_revision_of_the_rota_stays_when_an_earlier_one_comes_late(desk: Desk) -> None:
    await desk.hear(rota_changed("Omar", revision=2), rota_changed("Lena", revision=1), concern("Amira"))
    assert await desk.paged() == ["Omar"]


async def test_pages_are_in_the_language_of_the_clinic(desk: Desk) -> None:
    spanish = clinic_configured(revision=2).model_copy(update={"language": "es"})
    await desk.hear(spanish, rota_changed("Lena"), concern("Amira"))
    (page,) = await desk.messages(Purpose.PAGE)
    assert page.wording == "page.es.1"
    assert "le necesita ya" in page.text


@pytest.mark.parametrize("timezone", ["Mars/Olympus", "nowhere"])
async def test_settings_with_a_zone_that_is_none_leave_the_old_ones(desk: Desk, timezone: str) -> None:
    wrong = clinic_configured(revision=2).model_copy(update={"timezone": timezone, "name": "Wrong"})
    with pytest.raises(KeyError):
        await desk.hear(wrong)
    await desk.hear(rota_changed("Lena"), concern("Amira"))
    (page,) = await desk.messages(Purpose.PAGE)
    assert page.text.startswith("Harbor Scalp Clinic")
