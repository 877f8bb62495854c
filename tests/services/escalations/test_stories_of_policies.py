from datetime import timedelta

from sqlalchemy import text
from support.builders_escalations import concern, policies_changed, rota_changed, staff_reply
from support.desk_escalations import Desk
from support.events import clinic_configured
from support.heard import said

from aftercare_contracts import CaseNotPaged, CaseOpened, CasePaged, Level, PageReason

NIGHT = "2026-03-02T23:00-05:00"
HASTY = {"manner": "one_by_one", "promise": "PT20M", "grace": "PT5M"}


async def test_a_clinic_that_asks_after_twenty_minutes_is_asked_then(desk: Desk) -> None:
    await desk.hear(policies_changed(severe=HASTY), rota_changed("Lena"), concern("Amira"))
    await desk.hear(staff_reply("Lena", "ok"))
    await desk.pass_by(minutes=20)
    assert await desk.told("Lena") == ["yours", "asked"]
    await desk.pass_by(minutes=5)
    assert await desk.told("Lena") == ["yours", "asked", "lapsed"]


async def test_a_case_keeps_the_policy_it_began_with_and_the_next_has_the_new_one(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena"), concern("Amira"), policies_changed(severe=HASTY))
    await desk.hear(concern("Amira", number=2), staff_reply("Lena", "ok"))
    await desk.pass_by(minutes=59)
    assert await desk.told("Lena") == ["yours"]
    await desk.hear(concern("Bruno"))
    await desk.hear(staff_reply("Lena", await desk.code(1)))
    await desk.pass_by(minutes=20)
    assert (await desk.told("Lena"))[-2:] == ["asked", "asked"]


async def test_a_case_that_is_raised_has_the_policy_of_its_new_level_as_it_is_by_then(desk: Desk) -> None:
    everybody = {"manner": "everybody", "round_wait": "PT1M"}
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"), policies_changed(emergency=everybody))
    await desk.hear(concern("Amira", Level.EMERGENCY, number=2))
    await desk.pass_by(minutes=1)
    assert await desk.paged() == ["Lena", "Lena", "Omar", "Lena", "Omar"]


async def test_policies_that_come_late_or_belong_to_another_clinic_change_nothing(desk: Desk) -> None:
    elsewhere = policies_changed(severe=HASTY).model_copy(update={"clinic_id": "other"})
    await desk.hear(policies_changed(revision=2), policies_changed(severe=HASTY), elsewhere)
    await desk.hear(rota_changed("Lena"), concern("Amira"), staff_reply("Lena", "ok"))
    await desk.pass_by(minutes=59)
    assert await desk.told("Lena") == ["yours"]


async def test_a_case_that_an_older_version_kept_goes_on(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"))
    async with desk.works.engine.begin() as connection:
        await connection.execute(text("update cases set policy = policy - 'signs_page_when_closed'"))
    await desk.pass_by(minutes=15)
    assert await desk.paged() == ["Lena", "Omar"]


async def test_an_unclear_reply_with_a_word_for_a_sign_is_paged_at_once_out_of_hours(desk: Desk) -> None:
    desk.clock.set(NIGHT)
    await desk.hear(rota_changed("Lena", "Omar"), concern("Bruno", Level.UNCLEAR, names_sign=True))
    await desk.pass_by(minutes=15)
    assert await desk.paged() == ["Lena", "Omar"]
    reasons = [one.reason for one in await said(desk.works, CasePaged)]
    assert reasons == [PageReason.SIGN_WHEN_CLOSED, PageReason.NO_ANSWER]
    assert [one.level for one in await said(desk.works, CaseOpened)] == [Level.UNCLEAR]


async def test_who_takes_it_at_night_is_asked_at_night(desk: Desk) -> None:
    desk.clock.set(NIGHT)
    await desk.hear(rota_changed("Lena"), concern("Bruno", Level.UNCLEAR, names_sign=True))
    await desk.hear(staff_reply("Lena", "ok"))
    await desk.pass_by(minutes=60)
    assert await desk.told("Lena") == ["yours", "asked"]


async def test_by_day_it_stays_on_the_worklist_for_two_hours(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena"), concern("Bruno", Level.UNCLEAR, names_sign=True))
    await desk.pass_by(minutes=119)
    assert await desk.paged() == []
    await desk.pass_by(minutes=1)
    assert await desk.paged() == ["Lena"]


async def test_a_sign_that_is_named_later_in_the_night_pages_the_case_that_was_waiting(desk: Desk) -> None:
    desk.clock.set(NIGHT)
    await desk.hear(rota_changed("Lena"), concern("Bruno", Level.UNCLEAR))
    assert await desk.paged() == []
    await desk.hear(concern("Bruno", Level.MODERATE, number=2, names_sign=True))
    assert await desk.paged() == ["Lena"]
    await desk.hear(concern("Bruno", Level.UNCLEAR, number=3))
    await desk.pass_by(minutes=15)
    assert await desk.paged() == ["Lena", "Lena"], "what is paged does not go back to the worklist"


async def test_a_holder_who_hears_more_at_night_keeps_the_case(desk: Desk) -> None:
    desk.clock.set(NIGHT)
    await desk.hear(rota_changed("Lena"), concern("Bruno", Level.UNCLEAR, names_sign=True))
    await desk.hear(staff_reply("Lena", "ok"), concern("Bruno", Level.UNCLEAR, number=2, names_sign=True))
    assert await desk.paged() == ["Lena", "Lena"]
    assert await desk.told("Lena") == ["yours"]


async def test_a_clinic_may_let_a_moderate_sign_wait_until_it_opens(desk: Desk) -> None:
    waiting = {"manner": "worklist", "overdue_after": "PT1H"}
    desk.clock.set(NIGHT)
    await desk.hear(policies_changed(moderate=waiting), rota_changed("Lena"))
    await desk.hear(concern("Bruno", Level.MODERATE, names_sign=True))
    assert await desk.paged() == []
    desk.clock.set("2026-03-03T10:00-05:00")
    await desk.tick()
    assert await desk.paged() == ["Lena"]


async def test_on_a_public_holiday_the_clinic_is_closed_all_day(desk: Desk) -> None:
    rhode_island = clinic_configured(revision=2).model_copy(update={"country": "US", "region": "RI"})
    desk.clock.set("2026-07-03T12:00-04:00")  # a Friday, on which Independence Day is observed
    await desk.hear(rhode_island, rota_changed("Lena"), concern("Amira", Level.UNCLEAR))
    await desk.hear(concern("Bruno", Level.UNCLEAR, names_sign=True))
    assert await desk.paged() == ["Lena"], "Bruno's at once"
    until = [one.until for one in await said(desk.works, CaseNotPaged)]
    # Saturday the 4th is a holiday as well; on Sunday it opens at noon, and two hours later is 14:00.
    assert [f"{one:%d %H:%M}" for one in until if one] == ["05 18:00"]


async def test_what_comes_in_the_very_minute_the_clinic_opens_waits_for_nobody_at_night(desk: Desk) -> None:
    desk.clock.set("2026-03-03T09:00-05:00")
    await desk.hear(clinic_configured(revision=2), rota_changed("Lena"))
    await desk.hear(concern("Bruno", Level.UNCLEAR, names_sign=True))
    assert await desk.paged() == []
    await desk.pass_by(minutes=timedelta(hours=2) / timedelta(minutes=1))
    assert await desk.paged() == ["Lena"]
