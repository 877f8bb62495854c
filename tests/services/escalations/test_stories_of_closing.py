from datetime import timedelta

import pytest
from support.builders_escalations import case_decided, concern, rota_changed, staff_reply
from support.desk_escalations import Desk
from support.events import id_of
from support.heard import said

from aftercare_contracts import CaseClosed, CaseOpened, CaseTaken, Decision, Level, Purpose


async def paged_twice(desk: Desk) -> str:
    """Amira's case, about which Lena and then Omar were paged."""
    await desk.hear(rota_changed("Lena", "Omar", "Rosa"), concern("Amira"))
    await desk.pass_by(minutes=15)
    return await desk.code()


async def held_by_lena(desk: Desk, level: Level = Level.MODERATE) -> str:
    """Amira's case, which Lena has had for ten minutes."""
    await desk.hear(rota_changed("Lena", "Omar", "Rosa"), concern("Amira", level))
    (opened,) = await said(desk.works, CaseOpened)
    await desk.hear(case_decided(opened.case_id, "Lena", Decision.TAKE))
    await desk.pass_by(minutes=10)
    return opened.code


async def test_a_case_is_closed_with_what_came_of_it_and_pages_nobody_any_more(desk: Desk) -> None:
    code = await paged_twice(desk)
    await desk.hear(
        staff_reply("Omar", code),
        staff_reply("Omar", f"{code} done"),
        staff_reply("Omar", f"{code} done called her, sees doctor today"),
    )
    (closed,) = await said(desk.works, CaseClosed)
    assert (closed.staff_id, closed.outcome) == (id_of("Omar"), "called her, sees doctor today")
    assert await desk.told("Omar") == ["yours", "needs_outcome", "closed"]
    await desk.pass_by(hours=20)
    assert await desk.paged() == ["Lena", "Omar"]
    await desk.hear(staff_reply("Lena", code))
    assert (await desk.told("Lena"))[-1] == "already_closed"


async def test_a_concern_after_the_end_is_another_case_with_another_code(desk: Desk) -> None:
    code = await paged_twice(desk)
    await desk.hear(staff_reply("Omar", code), staff_reply("Omar", f"{code} done called her"))
    await desk.hear(concern("Amira", number=2))
    first, second = await said(desk.works, CaseOpened)
    assert first.case_id != second.case_id
    assert first.code != second.code
    assert await desk.paged() == ["Lena", "Omar", "Lena"]


@pytest.mark.parametrize(
    "words",
    [
        "{} done?",
        "is {} resolved?",
        "listo para llamar {}",
        "done with my patient, taking {} now",
        "{} finished my shift, cannot",
        "Closed for lunch",
        "{} done called her",
        "done called her",
    ],
)
async def test_an_emergency_that_nobody_has_taken_is_closed_by_no_text_at_all(desk: Desk, words: str) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira", Level.EMERGENCY))
    await desk.hear(staff_reply("Omar", words.format(await desk.code())))
    assert not await said(desk.works, CaseClosed)
    assert (await desk.told("Omar"))[0] in {"not_closed", "take_first"}
    await desk.pass_by(minutes=5)
    assert await desk.paged() == ["Lena", "Omar"] * 2


async def test_omar_who_closes_what_nobody_has_is_told_to_take_it_first(desk: Desk) -> None:
    code = await paged_twice(desk)
    await desk.hear(staff_reply("Omar", f"{code} done called her"))
    assert await desk.told("Omar") == ["take_first"]
    await desk.hear(staff_reply("Omar", code), staff_reply("Omar", f"{code} done called her"))
    assert await desk.told("Omar") == ["take_first", "yours", "closed"]


async def test_rosa_cannot_close_by_text_what_omar_has_and_is_told_that_he_has_it(desk: Desk) -> None:
    code = await paged_twice(desk)
    await desk.hear(staff_reply("Omar", code), staff_reply("Rosa", f"{code} done she came by, all well"))
    assert not await said(desk.works, CaseClosed)
    assert await desk.told("Rosa") == ["held_by"]
    notice = (await desk.messages(Purpose.NOTICE))[-1]
    assert notice.names == {"staff": notice.names["staff"].model_copy(update={"id": id_of("Omar")})}


async def test_rosa_closes_on_the_console_what_omar_has_and_he_is_told(desk: Desk) -> None:
    code = await paged_twice(desk)
    (opened,) = await said(desk.works, CaseOpened)
    await desk.hear(staff_reply("Omar", code))
    await desk.hear(case_decided(opened.case_id, "Rosa", Decision.CLOSE, "She came by, all well"))
    assert await desk.told("Omar") == ["yours", "closed_by"]
    assert len(await said(desk.works, CaseClosed)) == 1


async def test_a_question_of_the_holder_closes_nothing(desk: Desk) -> None:
    code = await held_by_lena(desk)
    await desk.hear(staff_reply("Lena", f"{code} done?"), staff_reply("Lena", "closed for lunch"))
    assert not await said(desk.works, CaseClosed)
    assert (await desk.told("Lena"))[-2:] == ["not_closed", "not_closed"]


async def test_a_close_that_crosses_an_emergency_leaves_it_open_and_pages_on(desk: Desk) -> None:
    code = await held_by_lena(desk)
    await desk.hear(concern("Amira", Level.EMERGENCY, number=2))
    await desk.hear(staff_reply("Lena", f"{code} DONE just an itch, advised cream"))
    assert not await said(desk.works, CaseClosed)
    assert (await desk.told("Lena"))[-1] == "take_first"
    await desk.pass_by(minutes=5)
    assert await desk.paged() == ["Lena", "Omar", "Rosa"] * 2


async def test_a_close_that_crosses_news_the_holder_keeps_is_refused_until_she_has_been_told(
    desk: Desk,
) -> None:
    code = await held_by_lena(desk, Level.SEVERE)
    before = desk.clock.now()
    await desk.pass_by(seconds=20)
    await desk.hear(concern("Amira", Level.SEVERE, number=2))
    done = f"{code} DONE just an itch"
    await desk.hear_late(staff_reply("Lena", done, received_at=before))
    assert (await desk.told("Lena"))[-1] == "has_news"
    await desk.hear_late(staff_reply("Lena", done, received_at=before + timedelta(seconds=19)))
    assert not await said(desk.works, CaseClosed), "typed twice before the news, it is no answer to it"
    await desk.pass_by(minutes=1)
    await desk.hear(staff_reply("Lena", f"{code} DONE called again, sees the doctor"))
    (closed,) = await said(desk.works, CaseClosed)
    assert closed.outcome == "called again, sees the doctor"


async def test_a_close_long_after_the_page_about_news_needs_no_second_one(desk: Desk) -> None:
    code = await held_by_lena(desk, Level.SEVERE)
    await desk.hear(concern("Amira", Level.SEVERE, number=2))
    await desk.pass_by(minutes=16)
    await desk.hear(staff_reply("Lena", f"{code} DONE called again"))
    assert len(await said(desk.works, CaseClosed)) == 1


@pytest.mark.parametrize("level", [Level.EMERGENCY, Level.MODERATE])
async def test_a_close_on_a_page_made_before_the_last_concern_is_refused(desk: Desk, level: Level) -> None:
    await held_by_lena(desk)
    (opened,) = await said(desk.works, CaseOpened)
    seen_at = desk.clock.now()
    await desk.pass_by(seconds=1)
    await desk.hear(concern("Amira", level, number=2))
    await desk.pass_by(minutes=1)
    close = (opened.case_id, "Lena", Decision.CLOSE, "itch, all well")
    await desk.hear(case_decided(*close, seen_at=seen_at))
    assert not await said(desk.works, CaseClosed)
    assert (await desk.told("Lena"))[-1] == "has_news"
    await desk.hear(case_decided(*close, seen_at=desk.clock.now()))
    assert len(await said(desk.works, CaseClosed)) == 1


async def test_a_close_on_a_console_that_has_not_heard_of_the_last_concern_is_refused(desk: Desk) -> None:
    first, second = concern("Amira"), concern("Amira", Level.EMERGENCY, number=2)
    await held_by_lena(desk)
    (opened,) = await said(desk.works, CaseOpened)
    await desk.hear(second)
    await desk.pass_by(minutes=1)
    close = (opened.case_id, "Lena", Decision.CLOSE, "itch, all well")
    await desk.hear(case_decided(*close, seen_at=desk.clock.now(), known=[first]))
    assert not await said(desk.works, CaseClosed)
    assert (await desk.told("Lena"))[-1] == "has_news"
    await desk.hear(case_decided(*close, seen_at=desk.clock.now(), known=[second, first]))
    assert len(await said(desk.works, CaseClosed)) == 1


async def test_a_close_that_does_not_say_what_was_seen_counts_as_of_when_it_was_decided(desk: Desk) -> None:
    await held_by_lena(desk)
    (opened,) = await said(desk.works, CaseOpened)
    on_its_way = case_decided(opened.case_id, "Lena", Decision.CLOSE, "itch, all well")
    await desk.hear(concern("Amira", Level.EMERGENCY, number=2))
    await desk.hear_late(on_its_way)
    assert not await said(desk.works, CaseClosed)
    assert not [one for one in await said(desk.works, CaseTaken) if one.revision > 2]
