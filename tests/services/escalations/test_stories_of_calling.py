"""Whoever is paged is called as well, and a page of which nothing is heard moves on."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from support.builders_escalations import concern, page_delivered, page_failed, rota_changed, staff_reply
from support.desk_escalations import SETTINGS, Desk
from support.events import clinic_configured, id_of
from support.heard import said

from aftercare_chassis import Refused
from aftercare_contracts import (
    CallAnswered,
    CallRequested,
    CaseClosed,
    CaseHandedOn,
    CaseTaken,
    Decision,
    Level,
    Party,
    PartyKind,
    Purpose,
)
from aftercare_escalations.jobs import jobs


async def test_lena_is_texted_called_after_half_of_her_turn_and_then_it_is_omars(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"))
    await desk.pass_by(minutes=7, seconds=29)
    assert await desk.called() == []
    await desk.pass_by(seconds=1)
    assert await desk.called() == ["Lena"]
    await desk.pass_by(minutes=7, seconds=30)
    assert await desk.paged() == ["Lena", "Omar"]
    for _ in range(3):
        await desk.pass_by(minutes=7, seconds=30)
    assert await desk.paged() == ["Lena", "Omar", "Lena"]
    assert await desk.called() == ["Lena", "Omar", "Lena"]


async def test_an_emergency_texts_and_calls_everybody_at_once_in_every_round(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar", "Rosa"), concern("Amira", Level.EMERGENCY))
    assert await desk.paged() == await desk.called() == ["Lena", "Omar", "Rosa"]
    await desk.pass_by(minutes=5)
    assert await desk.paged() == await desk.called() == 2 * ["Lena", "Omar", "Rosa"]


async def test_a_call_names_the_clinic_and_the_code_letter_by_letter_and_nothing_of_the_patient(
    desk: Desk,
) -> None:
    await desk.hear(rota_changed("Lena"), concern("Amira", Level.EMERGENCY))
    [call] = await said(desk.works, CallRequested)
    spelled = ", ".join(await desk.code())
    assert call.script.greeting == (
        f"This is Harbor Scalp Clinic, with an urgent page. Case {spelled} needs you now. "
        "Press 1 to take it. Press 2 to pass it on."
    )
    assert call.expires_at == desk.clock.now() + timedelta(minutes=5)
    assert "patient" not in call.script.model_dump_json()


async def test_a_clinic_that_speaks_spanish_is_called_in_spanish(desk: Desk) -> None:
    configured = clinic_configured(revision=2).model_copy(update={"language": "es"})
    await desk.hear(configured, rota_changed("Lena"), concern("Amira", Level.EMERGENCY))
    [call] = await said(desk.works, CallRequested)
    assert call.language == "es"
    assert "Pulse 1 para tomarlo" in call.script.greeting


async def test_1_takes_the_case_and_calls_and_pages_end(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"))
    await desk.pass_by(minutes=8)
    await desk.press("Lena", "1")
    [taken] = await said(desk.works, CaseTaken)
    assert taken.staff_id == id_of("Lena")
    assert await desk.told("Lena") == ["yours"]
    await desk.pass_by(minutes=40)
    assert (await desk.paged(), await desk.called()) == (["Lena"], ["Lena"])


async def test_2_passes_the_case_on_to_the_next_at_once(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"))
    await desk.pass_by(minutes=8)
    await desk.press("Lena", "2")
    assert await desk.paged() == ["Lena", "Omar"]
    [passed] = await said(desk.works, CaseHandedOn)
    assert passed.staff_id == id_of("Lena")


async def test_two_who_press_1_in_the_same_second_are_one_holder_and_one_who_is_told(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira", Level.EMERGENCY))
    await asyncio.gather(desk.press("Lena", "1"), desk.press("Omar", "1"))
    assert len(await said(desk.works, CaseTaken)) == 1
    told = sorted([await desk.told("Lena"), await desk.told("Omar")])
    assert told in ([["taken_by", "held_by"], ["yours"]], [["held_by"], ["yours"]])


async def test_a_key_about_no_page_of_ours_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused):
        await desk.hear_late(
            CallAnswered(
                event_id=uuid4(), clinic_id="main", occurred_at=desk.clock.now(), correlation_id=uuid4(),
                call_id=uuid4(), party=Party(kind=PartyKind.STAFF, id=id_of("Lena")),
                decision=Decision.TAKE, answered_at=desk.clock.now(),
            )
        )  # fmt: skip


@pytest.mark.parametrize("words", ["{code}", "{code} NO"])
async def test_whoever_answered_the_text_is_not_called(desk: Desk, words: str) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"))
    await desk.hear(staff_reply("Lena", words.format(code=await desk.code())))
    await desk.pass_by(minutes=8)
    assert "Lena" not in await desk.called()


@pytest.mark.parametrize("code", [30003, 30005, 21610])
async def test_whose_text_failed_is_called_at_once_while_the_next_is_paged(desk: Desk, code: int) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"))
    [page] = await desk.messages(Purpose.PAGE)
    await desk.hear(page_failed(page, code))
    assert (await desk.paged(), await desk.called()) == (["Lena", "Omar"], ["Lena"])
    await desk.press("Lena", "1")
    [taken] = await said(desk.works, CaseTaken)
    assert taken.staff_id == id_of("Lena")


async def test_a_page_of_which_nothing_is_heard_for_a_minute_moves_on_at_once(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar", "Rosa"), concern("Amira"))
    await desk.nothing_is_reported(seconds=59)
    assert await desk.paged() == ["Lena"]
    await desk.nothing_is_reported(seconds=1)
    assert (await desk.paged(), await desk.called()) == (["Lena", "Omar"], ["Lena"])
    await desk.nothing_is_reported(seconds=60)
    assert await desk.paged() == ["Lena", "Omar", "Rosa"]


async def test_a_network_that_never_reports_pages_nobody_twice_before_the_round_is_over(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"))
    for _ in range(30):
        await desk.nothing_is_reported(seconds=30)
        await desk.pass_by(seconds=30)
    assert await desk.paged() == ["Lena", "Omar"]
    await desk.pass_by(minutes=2)
    assert await desk.paged() == ["Lena", "Omar", "Lena"]


async def test_a_page_that_was_delivered_waits_for_its_reader(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"))
    [page] = await desk.messages(Purpose.PAGE)
    await desk.hear(page_delivered(page))
    await desk.nothing_is_reported(minutes=5)
    assert (await desk.paged(), await desk.called()) == (["Lena"], [])


async def test_whoever_was_silent_may_still_answer(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"))
    await desk.nothing_is_reported(minutes=1)
    await desk.hear(staff_reply("Lena", await desk.code()))
    [taken] = await said(desk.works, CaseTaken)
    assert taken.staff_id == id_of("Lena")


async def test_a_holder_whom_news_may_not_have_reached_is_called(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena"), concern("Amira"))
    await desk.hear(staff_reply("Lena", await desk.code()))
    await desk.hear(concern("Amira", number=2))
    assert await desk.called() == []
    await desk.nothing_is_reported(minutes=1)
    assert await desk.called() == ["Lena"]


async def test_a_closed_case_calls_nobody(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena"), concern("Amira"))
    code = await desk.code()
    await desk.hear(staff_reply("Lena", code))
    await desk.hear(staff_reply("Lena", f"{code} done called her"))
    assert len(await said(desk.works, CaseClosed)) == 1
    await desk.nothing_is_reported(minutes=1)
    await desk.pass_by(minutes=30)
    assert await desk.called() == []


async def test_two_processes_call_nobody_twice(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena"), concern("Amira"))
    desk.clock.pass_by(timedelta(minutes=8))
    job = next(one for one in jobs(SETTINGS) if one.name == "call-due")
    await asyncio.gather(*(job.run(desk.works) for _ in range(4)))
    assert await desk.called() == ["Lena"]
