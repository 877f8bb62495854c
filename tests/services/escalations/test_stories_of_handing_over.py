from support.builders_escalations import case_decided, concern, forgotten, rota_changed, staff, staff_reply
from support.desk_escalations import Desk
from support.events import id_of
from support.heard import said

from aftercare_contracts import (
    CaseClosed,
    CaseHandedOn,
    CaseOpened,
    CaseTaken,
    Decision,
    Level,
    Purpose,
)


async def held_by_lena(desk: Desk) -> str:
    """Amira's case, which Lena has taken."""
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"), staff_reply("Lena", "ok"))
    return await desk.code()


async def holders(desk: Desk) -> list[object]:
    return [one.staff_id for one in await said(desk.works, CaseTaken)]


async def promises(desk: Desk) -> list[object]:
    """Who will call, as the patient was told."""
    return [one.names["staff"] for one in await desk.messages(Purpose.ANSWER)]


async def test_omar_who_names_a_case_of_lenas_is_told_that_she_has_it_and_how_to_take_it_over(
    desk: Desk,
) -> None:
    code = await held_by_lena(desk)
    await desk.hear(staff_reply("Omar", code))
    assert await holders(desk) == [id_of("Lena")]
    notice = (await desk.messages(Purpose.NOTICE))[-1]
    assert (notice.party, notice.names) == (staff("Omar"), {"staff": staff("Lena")})
    assert f"Reply {code} TAKE OVER" in notice.text


async def test_omar_takes_it_over_by_text_and_all_three_are_told(desk: Desk) -> None:
    code = await held_by_lena(desk)
    await desk.hear(staff_reply("Omar", f"{code} TAKE OVER"))
    assert await holders(desk) == [id_of("Lena"), id_of("Omar")]
    assert await desk.told("Lena") == ["yours", "taken_over"]
    assert await desk.told("Omar") == ["yours"]
    assert await promises(desk) == [staff("Lena"), staff("Omar")]
    await desk.hear(staff_reply("Lena", f"{code} done called her"))
    assert not await said(desk.works, CaseClosed), "it is no longer hers to close"
    await desk.hear(staff_reply("Omar", f"{code} done called her"))
    assert len(await said(desk.works, CaseClosed)) == 1


async def test_omar_takes_it_over_on_the_console_and_answers_for_it_for_a_whole_hour(desk: Desk) -> None:
    await held_by_lena(desk)
    (opened,) = await said(desk.works, CaseOpened)
    await desk.pass_by(minutes=50)
    await desk.hear(case_decided(opened.case_id, "Omar", Decision.TAKE, seen_at=desk.clock.now()))
    assert await holders(desk) == [id_of("Lena"), id_of("Omar")]
    await desk.pass_by(minutes=59)
    assert await desk.told("Omar") == ["yours"]
    await desk.pass_by(minutes=1)
    assert await desk.told("Omar") == ["yours", "asked"]


async def test_omar_who_takes_it_on_a_page_that_showed_it_open_does_not_take_it_over(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"))
    (opened,) = await said(desk.works, CaseOpened)
    seen_at = desk.clock.now()
    await desk.pass_by(seconds=2)
    await desk.hear(staff_reply("Lena", "ok"))
    await desk.hear(case_decided(opened.case_id, "Omar", Decision.TAKE, seen_at=seen_at))
    assert await holders(desk) == [id_of("Lena")]
    assert await desk.told("Omar") == ["held_by"]


async def test_take_over_of_a_case_that_nobody_has_takes_it(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"))
    await desk.hear(staff_reply("Omar", f"take over {await desk.code()}"))
    assert await holders(desk) == [id_of("Omar")]
    assert await desk.told("Omar") == ["yours"]


async def test_amira_who_was_forgotten_is_not_told_of_the_change(desk: Desk) -> None:
    code = await held_by_lena(desk)
    await desk.hear(forgotten("Amira"), staff_reply("Omar", f"{code} take over"))
    assert await promises(desk) == [staff("Lena")]


async def test_every_change_of_a_case_has_a_revision_of_its_own_in_the_order_of_the_changes(
    desk: Desk,
) -> None:
    code = await held_by_lena(desk)
    await desk.hear(
        staff_reply("Lena", f"{code} no"),
        staff_reply("Omar", code),
        concern("Amira", Level.EMERGENCY, number=2),
        staff_reply("Lena", code),
        staff_reply("Omar", f"{code} take over"),
        staff_reply("Omar", f"{code} done called her"),
    )
    works = desk.works
    told = [
        *((one.revision, "opened") for one in await said(works, CaseOpened)),
        *((one.revision, "taken") for one in await said(works, CaseTaken)),
        *((one.revision, "handed on") for one in await said(works, CaseHandedOn)),
        *((one.revision, "closed") for one in await said(works, CaseClosed)),
    ]
    assert sorted(told) == [
        (1, "opened"), (2, "taken"), (3, "handed on"), (4, "taken"),
        (5, "handed on"), (6, "opened"), (7, "taken"), (8, "taken"), (9, "closed"),
    ]  # fmt: skip
