from datetime import timedelta

from sqlalchemy import text
from support.builders_escalations import EVERY_DAY, concern, page_failed, rota_changed, shift, staff_reply
from support.desk_escalations import Desk
from support.events import id_of
from support.heard import said

from aftercare_contracts import CasePaged, CaseTaken, Level, Override, PageReason, Purpose, Roster
from aftercare_escalations.store.counts import count

# The clock of a story stands at 10:00 of Monday 2 March 2026 in New York.
DAY = shift(EVERY_DAY, "09:00", "20:00", "Lena", "Omar")
NIGHT = shift(EVERY_DAY, "20:00", "09:00", "Rosa")
DAY_AND_NIGHT = Roster(shifts=(DAY, NIGHT))


async def test_those_on_shift_are_paged_then_the_fallback_then_all_again(desk: Desk) -> None:
    await desk.hear(rota_changed("Caro", "Lena", roster=DAY_AND_NIGHT), concern("Amira"))
    for _ in range(4):
        await desk.pass_by(minutes=15)
    assert await desk.paged() == ["Lena", "Omar", "Caro", "Lena", "Omar"]


async def test_when_the_shift_changes_the_next_page_goes_to_the_next_shift(desk: Desk) -> None:
    desk.clock.set("2026-03-02T19:50-05:00")
    await desk.hear(rota_changed("Caro", roster=DAY_AND_NIGHT), concern("Amira"))
    await desk.pass_by(minutes=15)
    await desk.pass_by(minutes=15)
    assert await desk.paged() == ["Lena", "Rosa", "Caro"]


async def test_in_a_gap_the_fallback_is_the_ladder(desk: Desk) -> None:
    desk.clock.set("2026-03-02T21:00-05:00")
    await desk.hear(rota_changed("Caro", roster=Roster(shifts=(DAY,))), concern("Amira"))
    assert await desk.paged() == ["Caro"]


async def test_a_rota_that_changes_while_a_case_runs_counts_for_the_next_page(desk: Desk) -> None:
    await desk.hear(rota_changed("Caro", roster=Roster(shifts=(DAY,))), concern("Amira"))
    swapped = Override(
        override_id=id_of("swap"),
        starts_at=desk.clock.now(),
        ends_at=desk.clock.now() + timedelta(hours=2),
        people=(id_of("Rosa"),),
        instead_of=id_of("Omar"),
    )
    roster = Roster(shifts=(DAY,), overrides=(swapped,))
    await desk.hear(rota_changed("Caro", revision=2, roster=roster))
    assert await desk.paged() == ["Lena"], "Lena is still waited for"
    await desk.pass_by(minutes=15)
    assert await desk.paged() == ["Lena", "Rosa"]


async def test_a_rota_without_whoever_is_waited_for_pages_the_next_at_once(desk: Desk) -> None:
    await desk.hear(rota_changed("Caro", roster=Roster(shifts=(DAY,))), concern("Amira"))
    await desk.hear(
        rota_changed("Caro", revision=2, roster=Roster(shifts=(shift(EVERY_DAY, "09:00", "20:00", "Rosa"),)))
    )
    assert await desk.paged() == ["Lena", "Rosa"]
    assert (await said(desk.works, CasePaged))[-1].reason is PageReason.ROTA_CHANGED


async def test_an_emergency_pages_all_on_call_at_once_and_the_fallback_when_a_round_was_not_answered(
    desk: Desk,
) -> None:
    await desk.hear(rota_changed("Caro", roster=DAY_AND_NIGHT), concern("Amira", Level.EMERGENCY))
    assert await desk.paged() == ["Lena", "Omar"]
    await desk.pass_by(minutes=5)
    assert await desk.paged() == ["Lena", "Omar", "Lena", "Omar", "Caro"]


async def test_an_emergency_whose_pages_all_fail_goes_to_the_fallback_at_once(desk: Desk) -> None:
    await desk.hear(rota_changed("Caro", roster=DAY_AND_NIGHT), concern("Amira", Level.EMERGENCY))
    for page in await desk.messages(Purpose.PAGE):
        await desk.hear(page_failed(page))
    assert await desk.paged() == ["Lena", "Omar", "Caro"]


async def test_a_ladder_goes_on_through_the_night_in_which_the_clocks_change(desk: Desk) -> None:
    nights = (shift("saturday", "20:00", "02:30", "Lena"), shift("sunday", "02:30", "09:00", "Rosa"))
    desk.clock.set("2026-03-08T06:45:00+00:00")  # 01:45; at 07:00Z it is 03:00, and 02:30 never comes
    await desk.hear(rota_changed("Caro", roster=Roster(shifts=nights)), concern("Amira"))
    for _ in range(4):
        await desk.pass_by(minutes=15)
    pages = await said(desk.works, CasePaged)
    assert [f"{one.occurred_at:%H:%M}" for one in pages] == ["06:45", "07:00", "07:15", "07:30", "07:45"]
    # From 07:30Z on, which is what 02:30 is in this night, it is Rosa's shift.
    assert await desk.paged() == ["Lena", "Caro", "Lena", "Rosa", "Caro"]


async def test_who_is_on_no_shift_and_no_fallback_is_nobody_and_that_shows(desk: Desk) -> None:
    desk.clock.set("2026-03-02T21:00-05:00")
    await desk.hear(rota_changed(roster=Roster(shifts=(DAY,))), concern("Amira"))
    async with desk.works.engine.connect() as connection:
        assert (await count(connection, desk.clock.now())).nobody_on_call == 1
    desk.clock.set("2026-03-03T09:00-05:00")
    await desk.tick()
    assert await desk.paged() == ["Lena"]
    async with desk.works.engine.connect() as connection:
        assert (await count(connection, desk.clock.now())).nobody_on_call == 0


async def test_a_roster_that_cannot_be_read_any_more_leaves_the_fallback(desk: Desk) -> None:
    await desk.hear(rota_changed("Caro", roster=DAY_AND_NIGHT))
    async with desk.works.engine.begin() as connection:
        await connection.execute(text("""update rotas set roster = '{"shifts": [{"days": "always"}]}'"""))
    await desk.hear(concern("Amira"))
    assert await desk.paged() == ["Caro"]
    await desk.hear(staff_reply("Caro", "ok"))
    assert len(await said(desk.works, CaseTaken)) == 1
