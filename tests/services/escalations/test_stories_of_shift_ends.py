from datetime import timedelta

import pytest
from support.builders_escalations import (
    EVERY_DAY,
    case_decided,
    concern,
    rota_changed,
    shift,
    staff,
    staff_reply,
)
from support.desk_escalations import Desk
from support.events import id_of
from support.heard import said

from aftercare_contracts import (
    CaseClosed,
    CaseHandedOn,
    CaseOffered,
    CaseOpened,
    CasePaged,
    CaseTaken,
    Decision,
    HandOnReason,
    Level,
    Override,
    PageReason,
    Purpose,
    Roster,
)

SHIFTS = (shift(EVERY_DAY, "09:00", "20:00", "Lena"), shift(EVERY_DAY, "20:00", "09:00", "Omar", "Rosa"))
ROSTER = Roster(shifts=SHIFTS)
EVENING = "2026-03-02T19:30-05:00"


async def held_by_lena(desk: Desk, level: Level = Level.SEVERE, *, at: str = EVENING) -> str:
    """Amira's case, which Lena has taken half an hour before her shift ends."""
    desk.clock.set(at)
    await desk.hear(rota_changed("Caro", roster=ROSTER), concern("Amira", level))
    code = await desk.code()
    await desk.hear(staff_reply("Lena", f"take {code}"))
    return code


async def promises(desk: Desk) -> list[tuple[str, object]]:
    """Who will call, as the patient was told, and in which wording."""
    texts = await desk.messages(Purpose.ANSWER)
    return [(one.wording.split(".")[0], one.names["staff"]) for one in texts]


async def holders(desk: Desk) -> list[object]:
    return [one.staff_id for one in await said(desk.works, CaseTaken)]


async def test_when_lenas_shift_ends_omar_is_asked_and_takes_it_over_with_the_code_alone(desk: Desk) -> None:
    code = await held_by_lena(desk)
    await desk.pass_by(minutes=29, seconds=59)
    assert not await said(desk.works, CaseOffered)
    await desk.pass_by(seconds=1)
    (offered,) = await said(desk.works, CaseOffered)
    assert (offered.staff_id, offered.holder_id) == (id_of("Omar"), id_of("Lena"))
    assert f"{offered.occurred_at:%d %H:%M}" == "03 01:00"
    assert await desk.told("Lena") == ["yours", "shift_over"]
    assert await desk.told("Omar") == ["offered"]
    assert await desk.told("Rosa") == []
    await desk.hear(staff_reply("Omar", code))
    assert await holders(desk) == [id_of("Lena"), id_of("Omar")]
    assert await desk.told("Lena") == ["yours", "shift_over", "taken_over"]
    assert await promises(desk) == [("patient", staff("Lena")), ("patient_again", staff("Omar"))]
    assert not await said(desk.works, CaseHandedOn), "it was never nobody's"
    await desk.pass_by(minutes=59)
    assert await desk.told("Omar") == ["offered", "yours"], "his own hour has begun"


async def test_a_lone_ok_takes_over_the_only_case_that_he_was_asked_about(desk: Desk) -> None:
    await held_by_lena(desk)
    await desk.pass_by(minutes=30)
    await desk.hear(staff_reply("Omar", "ok"))
    assert await holders(desk) == [id_of("Lena"), id_of("Omar")]


async def test_until_somebody_takes_it_lena_has_it_and_may_close_it(desk: Desk) -> None:
    code = await held_by_lena(desk)
    await desk.pass_by(minutes=30)
    await desk.hear(staff_reply("Lena", f"{code} done called her, all well"))
    assert len(await said(desk.works, CaseClosed)) == 1
    assert await desk.told("Omar") == ["offered", "closed_by"]
    await desk.pass_by(minutes=120)
    assert await desk.paged() == ["Lena"]


async def test_lena_who_says_that_she_keeps_it_has_another_hour_and_omar_is_told(desk: Desk) -> None:
    code = await held_by_lena(desk)
    await desk.pass_by(minutes=30)
    await desk.hear(staff_reply("Lena", code))
    assert await desk.told("Lena") == ["yours", "shift_over", "kept"]
    assert await desk.told("Omar") == ["offered", "taken_by"]
    await desk.pass_by(minutes=59)
    assert await desk.paged() == ["Lena"]
    await desk.pass_by(minutes=1)
    assert (await desk.told("Lena"))[-1] == "asked"
    assert await promises(desk) == [("patient", staff("Lena"))]


async def test_where_nobody_takes_it_over_it_opens_again_and_the_ladder_pages(desk: Desk) -> None:
    await held_by_lena(desk)
    await desk.pass_by(minutes=30)
    await desk.pass_by(minutes=14)
    assert await desk.paged() == ["Lena"]
    await desk.pass_by(minutes=1)
    assert await desk.paged() == ["Lena", "Omar"]
    assert (await said(desk.works, CasePaged))[-1].reason is PageReason.SHIFT_OVER
    (lost,) = await said(desk.works, CaseHandedOn)
    assert (lost.staff_id, lost.reason) == (id_of("Lena"), HandOnReason.SHIFT_OVER)
    assert (await desk.told("Lena"))[-1] == "not_taken_over"
    await desk.pass_by(minutes=15)
    await desk.pass_by(minutes=15)
    assert await desk.paged() == ["Lena", "Omar", "Rosa", "Caro"]


async def test_omar_who_cannot_is_not_the_first_to_be_paged(desk: Desk) -> None:
    code = await held_by_lena(desk)
    await desk.pass_by(minutes=30)
    await desk.hear(staff_reply("Omar", f"{code} no"))
    assert await desk.paged() == ["Lena", "Rosa"]
    assert await desk.told("Omar") == ["offered", "passed"]
    assert [one.reason for one in await said(desk.works, CaseHandedOn)] == [HandOnReason.SHIFT_OVER]


async def test_of_an_emergency_all_of_the_next_shift_are_asked(desk: Desk) -> None:
    code = await held_by_lena(desk, Level.EMERGENCY, at="2026-03-02T19:45-05:00")
    await desk.pass_by(minutes=15)
    assert (await desk.told("Omar"), await desk.told("Rosa")) == (["offered"], ["offered"])
    await desk.hear(staff_reply("Omar", f"{code} no"))
    assert await desk.paged() == ["Lena"], "Rosa may still take it over"
    await desk.hear(staff_reply("Rosa", code))
    assert await holders(desk) == [id_of("Lena"), id_of("Rosa")]


async def test_who_is_on_the_next_shift_too_keeps_the_case(desk: Desk) -> None:
    desk.clock.set(EVENING)
    roster = Roster(shifts=(SHIFTS[0], shift(EVERY_DAY, "20:00", "21:00", "Omar", "Lena"), SHIFTS[1]))
    await desk.hear(rota_changed("Caro", roster=roster), concern("Amira"), staff_reply("Lena", "ok"))
    await desk.pass_by(minutes=31)
    assert await desk.told("Lena") == ["yours"]


async def test_who_took_it_a_minute_before_the_end_gets_to_call_first(desk: Desk) -> None:
    await held_by_lena(desk, at="2026-03-02T19:59-05:00")
    await desk.pass_by(minutes=14)
    assert await desk.told("Lena") == ["yours"]
    await desk.pass_by(minutes=1)
    assert await desk.told("Lena") == ["yours", "shift_over"]


async def test_who_is_on_no_shift_is_asked_after_an_hour_and_never_before(desk: Desk) -> None:
    desk.clock.set(EVENING)
    await desk.hear(rota_changed("Caro", roster=ROSTER), concern("Amira"))
    (opened,) = await said(desk.works, CaseOpened)
    await desk.hear(case_decided(opened.case_id, "Caro", Decision.TAKE))
    await desk.pass_by(minutes=59)
    assert await desk.told("Caro") == ["yours"]
    assert not await said(desk.works, CaseOffered)


async def test_where_nobody_comes_after_her_lena_keeps_it_and_her_promise_runs(desk: Desk) -> None:
    desk.clock.set(EVENING)
    await desk.hear(
        rota_changed(roster=Roster(shifts=SHIFTS[:1])), concern("Amira"), staff_reply("Lena", "ok")
    )
    await desk.pass_by(minutes=45)
    assert not await said(desk.works, CaseOffered)
    await desk.pass_by(minutes=15)
    assert await desk.told("Lena") == ["yours", "asked"]


async def test_a_shift_that_ends_sooner_by_a_swap_hands_over_at_once(desk: Desk) -> None:
    await held_by_lena(desk, at="2026-03-02T12:00-05:00")
    swap = Override(
        override_id=id_of("swap"),
        starts_at=desk.clock.now(),
        ends_at=desk.clock.now() + timedelta(hours=3),
        people=(id_of("Rosa"),),
        instead_of=id_of("Lena"),
    )
    await desk.hear(rota_changed("Caro", revision=2, roster=Roster(shifts=SHIFTS, overrides=(swap,))))
    assert await desk.told("Rosa") == ["offered"]


async def test_a_shift_that_is_made_longer_while_she_has_the_case_does_not_hand_it_over(desk: Desk) -> None:
    await held_by_lena(desk)
    longer = shift(EVERY_DAY, "09:00", "20:40", "Lena")
    await desk.hear(rota_changed("Caro", revision=2, roster=Roster(shifts=(longer, SHIFTS[1]))))
    await desk.pass_by(minutes=59)
    assert await desk.told("Lena") == ["yours"]


@pytest.mark.parametrize(("wall", "asked"), [("22:30", "07:30"), ("22:29", "07:29")])
async def test_in_the_night_of_the_clocks_the_shift_ends_when_the_clock_on_the_wall_says_so(
    desk: Desk, wall: str, asked: str
) -> None:
    """02:30 never comes on 8 March 2026: it is 03:30 there, and 07:30 in UTC."""
    ends = wall.replace("22", "02")
    nights = (shift(EVERY_DAY, "20:00", ends, "Lena"), shift(EVERY_DAY, ends, "20:00", "Omar"))
    desk.clock.set("2026-03-08T06:45:00+00:00")
    await desk.hear(rota_changed("Caro", roster=Roster(shifts=nights)), concern("Amira"))
    await desk.hear(staff_reply("Lena", "ok"))
    for _ in range(60):
        await desk.pass_by(minutes=1)
    (offered,) = await said(desk.works, CaseOffered)
    assert f"{offered.occurred_at:%H:%M}" == asked


async def test_what_may_wait_overnight_is_handed_over_when_the_clinic_opens(desk: Desk) -> None:
    roster = Roster(
        shifts=(shift(EVERY_DAY, "08:00", "18:00", "Lena"), shift(EVERY_DAY, "18:00", "08:00", "Omar"))
    )
    desk.clock.set("2026-03-02T19:50-05:00")
    await desk.hear(rota_changed("Caro", roster=roster), concern("Amira", Level.MODERATE))
    (opened,) = await said(desk.works, CaseOpened)
    await desk.hear(case_decided(opened.case_id, "Omar", Decision.TAKE))
    desk.clock.set("2026-03-03T08:59-05:00")
    await desk.tick()
    assert await desk.told("Omar") == ["yours"]
    desk.clock.set("2026-03-03T09:00-05:00")
    await desk.tick()
    assert await desk.told("Lena") == ["offered"]
