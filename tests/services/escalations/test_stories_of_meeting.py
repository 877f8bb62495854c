"""Where the parts meet: shifts and promises, shifts and news, test pages and codes."""

from datetime import time, timedelta
from importlib import import_module

from sqlalchemy import select, text, update
from support.builders_escalations import (
    EVERY_DAY,
    case_decided,
    concern,
    policies_changed,
    rota_changed,
    shift,
    staff_reply,
)
from support.desk_escalations import SETTINGS, Desk
from support.events import id_of
from support.heard import said

from aftercare_contracts import CaseOffered, CaseOpened, CaseTaken, Decision, Level, Override, Roster
from aftercare_escalations.jobs import DRILL, jobs
from aftercare_escalations.tables import codes, pages

DAY = shift(EVERY_DAY, "09:00", "20:00", "Lena")
NIGHT = shift(EVERY_DAY, "20:00", "09:00", "Omar")
ROSTER = Roster(shifts=(DAY, NIGHT))


def next_week(desk: Desk) -> Roster:
    """The same roster with a swap that is far away."""
    starts_at = desk.clock.now() + timedelta(days=7)
    swap = Override(
        override_id=id_of("swap"),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        people=(id_of("Rosa"),),
    )
    return Roster(shifts=(DAY, NIGHT), overrides=(swap,))


async def holders(desk: Desk) -> list[object]:
    return [one.staff_id for one in await said(desk.works, CaseTaken)]


async def test_lena_who_keeps_a_case_when_she_is_asked_hands_it_over_at_the_end_of_her_shift_all_the_same(
    desk: Desk,
) -> None:
    desk.clock.set("2026-03-02T18:50-05:00")
    await desk.hear(rota_changed("Caro", roster=ROSTER), concern("Amira"), staff_reply("Lena", "ok"))
    await desk.pass_by(minutes=60)
    await desk.hear(staff_reply("Lena", "ok"))
    assert await desk.told("Lena") == ["yours", "asked", "kept"]
    await desk.pass_by(minutes=10)
    [offered] = await said(desk.works, CaseOffered)
    assert offered.staff_id == id_of("Omar")
    assert f"{offered.occurred_at:%d %H:%M}" == "03 01:00"


async def test_a_rota_that_changes_at_night_wakes_nobody_about_what_may_wait_for_the_clinic_to_open(
    desk: Desk,
) -> None:
    desk.clock.set("2026-03-02T19:50-05:00")
    await desk.hear(rota_changed("Caro", roster=ROSTER), concern("Amira", Level.MODERATE))
    [opened] = await said(desk.works, CaseOpened)
    await desk.hear(case_decided(opened.case_id, "Lena", Decision.TAKE))
    desk.clock.set("2026-03-03T03:00-05:00")
    await desk.tick()
    await desk.hear(rota_changed("Caro", revision=2, roster=next_week(desk)))
    assert (await desk.told("Lena"), await desk.told("Omar")) == (["yours"], [])
    desk.clock.set("2026-03-03T08:59-05:00")
    await desk.tick()
    assert (await desk.told("Lena"), await desk.told("Omar")) == (["yours"], [])


async def test_omar_who_was_asked_to_take_it_over_may_say_ok_although_it_became_worse_meanwhile(
    desk: Desk,
) -> None:
    roster = Roster(
        shifts=(shift(EVERY_DAY, "09:00", "14:00", "Lena"), shift(EVERY_DAY, "14:00", "20:00", "Omar"))
    )
    desk.clock.set("2026-03-02T13:40-05:00")
    await desk.hear(rota_changed("Caro", roster=roster), concern("Amira", Level.MODERATE))
    [opened] = await said(desk.works, CaseOpened)
    await desk.hear(case_decided(opened.case_id, "Lena", Decision.TAKE))
    await desk.pass_by(minutes=20)
    assert await desk.told("Omar") == ["offered"]
    await desk.hear(concern("Amira", Level.SEVERE, number=2))
    assert await desk.paged() == ["Lena"]
    await desk.hear(staff_reply("Omar", "ok"))
    assert await holders(desk) == [id_of("Lena"), id_of("Omar")]
    assert await desk.told("Omar") == ["offered", "yours"]


async def test_policies_that_cannot_be_read_any_more_leave_the_defaults_and_lose_no_concern(
    desk: Desk,
) -> None:
    await desk.hear(policies_changed(), rota_changed("Lena"))
    async with desk.works.engine.begin() as connection:
        await connection.execute(
            text("""update policies set policies = '{"SEVERE": {"manner": "by_pigeon"}}'""")
        )
    await desk.hear(concern("Amira"))
    assert await desk.paged() == ["Lena"]
    async with desk.works.engine.begin() as connection:
        await connection.execute(text("update policies set policies = policies - 'SEVERE'"))
    await desk.hear(concern("Bruno"))
    assert await desk.paged() == ["Lena", "Lena"]


async def test_the_code_of_a_test_page_of_somebody_elses_is_a_code_of_no_case(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena"))
    async with desk.works.engine.begin() as connection:
        await connection.execute(
            text("insert into codes (code, clinic_id, case_id) values ('K7M', 'main', gen_random_uuid())")
        )
    await desk.hear(staff_reply("Lena", "K7M"))
    assert await desk.told("Lena") == ["unknown_code"]


async def test_a_sign_named_at_night_about_a_case_that_may_wait_is_not_left_to_a_sleeping_holder(
    desk: Desk,
) -> None:
    desk.clock.set("2026-03-02T19:50-05:00")
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira", Level.MODERATE))
    [opened] = await said(desk.works, CaseOpened)
    await desk.hear(case_decided(opened.case_id, "Lena", Decision.TAKE))
    desk.clock.set("2026-03-02T23:00-05:00")
    await desk.tick()
    await desk.hear(concern("Amira", Level.MODERATE, number=2, names_sign=True))
    assert await desk.paged() == ["Lena"]
    await desk.pass_by(minutes=60)
    assert (await desk.told("Lena"))[-1] == "asked"
    await desk.pass_by(minutes=15)
    await desk.pass_by(minutes=15)
    assert await desk.paged() == ["Lena", "Lena", "Omar"]


async def test_the_code_of_a_test_page_that_was_missed_rests_and_is_free_again(desk: Desk) -> None:
    settings = SETTINGS.model_copy(
        update={"drill_at": time(10), "drill_staff": id_of("Lena"), "drill_fallback": id_of("Rosa")}
    )
    job = next(one for one in jobs(settings) if one.name == DRILL)
    await job.run(desk.works)
    desk.clock.pass_by(timedelta(minutes=10))
    await job.run(desk.works)
    async with desk.works.engine.connect() as connection:
        free_at = (await connection.execute(select(codes.c.free_at))).scalar_one()
    assert free_at == desk.clock.now() + timedelta(days=30)


async def test_a_page_of_a_version_without_calls_is_followed_by_none(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"))
    migration = import_module("aftercare_escalations.migrations.0010_pages_before_calls")
    async with desk.works.engine.begin() as connection:
        await connection.execute(update(pages).values(call_id=None, call_at=None))
        await connection.execute(text(migration.SETTLED))
    await desk.nothing_is_reported(minutes=1)
    assert (await desk.called(), await desk.paged()) == ([], ["Lena"])
    await desk.pass_by(minutes=15)
    assert await desk.paged() == ["Lena", "Omar"], "the ladder goes on as it did"
