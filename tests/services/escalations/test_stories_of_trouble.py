"""Texts that do not reach a phone, pages that expire, and clocks that were wrong."""

from datetime import timedelta

import pytest
from support.builders_escalations import (
    case_decided,
    concern,
    page_failed,
    patient,
    rota_changed,
    safety_text_failed,
    staff_reply,
    stranger,
)
from support.desk_escalations import Desk
from support.heard import said

from aftercare_chassis import NotYet, Refused
from aftercare_contracts import CaseHandedOn, CaseOpened, Decision, Level, MessageRequested, Purpose


async def expired(desk: Desk) -> list[MessageRequested]:
    """Pages that will not be sent any more."""
    now = desk.clock.now()
    return [one for one in await desk.messages(Purpose.PAGE) if one.expires_at and one.expires_at <= now]


async def take(desk: Desk, name: str) -> None:
    (opened,) = await said(desk.works, CaseOpened)
    await desk.hear(case_decided(opened.case_id, name, Decision.TAKE))


async def test_a_safety_text_that_fails_pages_at_once_whatever_the_level_and_once(desk: Desk) -> None:
    desk.clock.set("2026-03-07T19:00:00-05:00")  # a Saturday evening: else it would wait until Sunday noon
    caller = stranger("a number")
    await desk.hear(rota_changed("Lena", "Omar"), concern(caller, Level.UNCLEAR))
    assert await desk.paged() == []
    await desk.hear(safety_text_failed(caller))
    assert await desk.paged() == ["Lena"]
    await desk.hear(safety_text_failed(caller))
    assert await desk.paged() == ["Lena"]
    await desk.pass_by(minutes=15)
    assert await desk.paged() == ["Lena", "Omar"]


async def test_a_safety_text_that_fails_does_not_wait_for_the_turn_of_the_next_on_the_ladder(
    desk: Desk,
) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"), safety_text_failed(patient("Amira")))
    assert await desk.paged() == ["Lena", "Omar"]


async def test_a_safety_text_that_fails_is_news_to_who_holds_the_case(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira", Level.MODERATE))
    await take(desk, "Omar")
    await desk.hear(safety_text_failed(patient("Amira")))
    (page,) = await desk.messages(Purpose.PAGE)
    assert page.wording == "news.en.1"
    assert await desk.paged() == ["Omar"]


async def test_a_safety_text_that_fails_before_its_concern_has_come_waits_for_it_a_while(desk: Desk) -> None:
    failure = safety_text_failed(patient("Amira"))
    with pytest.raises(NotYet):
        await desk.hear(failure)
    await desk.hear(rota_changed("Lena"), concern("Amira", Level.UNCLEAR), failure)
    assert await desk.paged() == ["Lena"]
    await desk.pass_by(minutes=10)
    with pytest.raises(Refused):
        await desk.hear_late(safety_text_failed(patient("Bruno")))


async def test_a_page_expires_when_the_next_one_is_due(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"), concern("Bruno", Level.EMERGENCY))
    waits = [one.expires_at - desk.clock.now() for one in await desk.messages(Purpose.PAGE) if one.expires_at]
    assert waits == [timedelta(minutes=15), timedelta(minutes=5), timedelta(minutes=5)]
    await desk.hear(staff_reply("Lena", await desk.code(0)), concern("Amira", number=2))
    news = (await desk.messages(Purpose.PAGE))[-1]
    assert news.expires_at == desk.clock.now() + timedelta(minutes=15)


async def test_after_an_outage_only_the_pages_of_the_last_step_are_still_sent(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar", "Rosa"), concern("Amira", Level.EMERGENCY))
    for _ in range(24):
        await desk.pass_by(minutes=5)
    pages = await desk.messages(Purpose.PAGE)
    assert (len(pages), len(await expired(desk))) == (75, 72)


@pytest.mark.parametrize(("level", "minutes"), [(Level.EMERGENCY, 5), (Level.SEVERE, 15)])
async def test_pages_that_failed_because_they_expired_hurry_nobody(
    desk: Desk, level: Level, minutes: int
) -> None:
    await desk.hear(rota_changed("Lena", "Omar", "Rosa"), concern("Amira", level))
    for _ in range(12):
        await desk.pass_by(minutes=minutes)
    before = await desk.paged()
    await desk.hear(*(page_failed(one, code=None) for one in await expired(desk)))
    assert await desk.paged() == before
    await desk.pass_by(minutes=minutes - 1)
    assert await desk.paged() == before
    await desk.pass_by(minutes=1)
    assert len(await desk.paged()) > len(before)


async def test_a_page_that_expired_while_escalations_were_away_brings_the_next_one_and_no_more(
    desk: Desk,
) -> None:
    await desk.hear(rota_changed("Lena", "Omar", "Rosa"), concern("Amira"))
    (page,) = await desk.messages(Purpose.PAGE)
    desk.clock.pass_by(timedelta(hours=2))
    await desk.hear(page_failed(page, code=None))
    assert await desk.paged() == ["Lena", "Omar"]


async def test_news_that_did_not_reach_the_holder_reopens_the_case_once_however_many_pages_failed(
    desk: Desk,
) -> None:
    await desk.hear(rota_changed("Lena", "Omar", "Rosa"), concern("Amira", Level.MODERATE))
    await take(desk, "Lena")
    await desk.hear(*(concern("Amira", Level.MODERATE, number=number) for number in range(2, 7)))
    await desk.pass_by(minutes=16)
    first, *others = await expired(desk)
    await desk.hear(page_failed(first, code=None))
    assert len(await said(desk.works, CaseHandedOn)) == 1
    await desk.hear(*(page_failed(one, code=None) for one in others[:2]))
    assert await desk.paged() == ["Lena"] * 6, "five pieces of news, and the first turn of the new round"
    await take(desk, "Lena")
    await desk.hear(*(page_failed(one, code=None) for one in others[2:]))
    assert len(await said(desk.works, CaseHandedOn)) == 1, "she has taken it since, and knows"


@pytest.mark.parametrize("level", [Level.EMERGENCY, Level.SEVERE])
async def test_a_clock_that_was_a_day_ahead_and_is_set_right_puts_no_page_off(
    desk: Desk, level: Level
) -> None:
    desk.clock.pass_by(timedelta(days=1))
    await desk.hear(rota_changed("Lena"), concern("Amira", level))
    assert await desk.paged() == ["Lena"]
    await desk.pass_by(days=-1)
    for _ in range(15):
        await desk.pass_by(minutes=1)
    assert len(await desk.paged()) > 1


async def test_a_clock_that_was_ahead_neither_keeps_a_holder_longer_nor_a_case_from_being_closed(
    desk: Desk,
) -> None:
    desk.clock.pass_by(timedelta(days=1))
    await desk.hear(rota_changed("Lena"), concern("Amira"), staff_reply("Lena", "ok"))
    await desk.pass_by(days=-1)
    await desk.pass_by(minutes=60)
    assert await desk.told("Lena") == ["yours", "asked"]
    (opened,) = await said(desk.works, CaseOpened)
    await desk.hear(case_decided(opened.case_id, "Lena", Decision.CLOSE, "called her"))
    assert (await desk.told("Lena"))[-1] == "closed"


async def test_clocks_of_two_machines_that_differ_by_seconds_move_nothing(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"))
    for _ in range(30):
        await desk.pass_by(seconds=-20)
        await desk.pass_by(seconds=20)
    await desk.pass_by(minutes=14, seconds=59)
    assert await desk.paged() == ["Lena"]
    await desk.pass_by(seconds=1)
    assert await desk.paged() == ["Lena", "Omar"]


@pytest.mark.parametrize("level", [Level.MODERATE, Level.UNCLEAR])
async def test_who_takes_a_case_of_the_worklist_in_the_evening_is_asked_about_it_in_the_morning(
    desk: Desk, level: Level
) -> None:
    desk.clock.set("2026-03-02T19:30:00-05:00")  # half an hour before the clinic closes
    await desk.hear(rota_changed("Lena"), concern("Amira", level))
    await take(desk, "Lena")
    desk.clock.set("2026-03-03T09:29:00-05:00")
    await desk.tick()
    assert await desk.told("Lena") == ["yours"]
    await desk.pass_by(minutes=1)
    assert await desk.told("Lena") == ["yours", "asked"]
    assert await desk.paged() == []


async def test_who_is_asked_just_before_closing_time_has_until_the_morning_to_answer(desk: Desk) -> None:
    desk.clock.set("2026-03-02T18:55:00-05:00")
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira", Level.MODERATE))
    await take(desk, "Lena")
    await desk.pass_by(hours=1)
    assert await desk.told("Lena") == ["yours", "asked"]
    await desk.pass_by(hours=13)
    assert await desk.paged() == []
    await desk.pass_by(minutes=15)
    assert await desk.paged() == ["Lena"]


async def test_a_severe_case_taken_in_the_evening_is_asked_about_within_the_hour(desk: Desk) -> None:
    desk.clock.set("2026-03-02T19:30:00-05:00")
    await desk.hear(rota_changed("Lena"), concern("Amira"), staff_reply("Lena", "ok"))
    await desk.pass_by(hours=1)
    assert await desk.told("Lena") == ["yours", "asked"]
