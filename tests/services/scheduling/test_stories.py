import asyncio
from datetime import datetime

import pytest
from conftest import OpenWorks
from sqlalchemy import select
from support.clock import StoppedClock
from support.events import (
    NEW_YORK,
    clinic_configured,
    id_of,
    patient_changed,
    patient_forgotten,
    procedure_amended,
    procedure_completed,
    procedure_voided,
)
from support.heard import said, tell

from aftercare_chassis import NotYet, Works
from aftercare_contracts import CheckinDropped, CheckinDue, DropReason, Milestone
from aftercare_scheduling.handlers import handlers
from aftercare_scheduling.jobs import JOBS
from aftercare_scheduling.tables import milestones, patients

HANDLERS = handlers()


@pytest.fixture
async def works(open_works: OpenWorks) -> Works:
    opened = await open_works("aftercare_scheduling")
    await tell(opened, HANDLERS, clinic_configured())
    return opened


async def dispatch(works: Works) -> None:
    while await JOBS[0].run(works):
        pass


async def due_at(works: Works, patient: str) -> dict[str, str]:
    query = select(milestones.c.milestone, milestones.c.due_at).where(
        milestones.c.patient_id == id_of(patient), milestones.c.state == "planned"
    )
    async with works.engine.connect() as connection:
        return {row.milestone: row.due_at.isoformat() for row in await connection.execute(query)}


async def test_amira_is_asked_on_day_1_after_a_week_and_after_a_month_each_time_once(
    works: Works, clock: StoppedClock
) -> None:
    await tell(works, HANDLERS, procedure_completed("Amira", "2026-01-05"))
    asked = []
    for moment in ("2026-01-06T14:59Z", "2026-01-06T15:00Z", "2026-01-12T15:01Z", "2026-02-05T15:00Z"):
        clock.set(moment)
        await dispatch(works)
        await dispatch(works)
        asked.append([due.milestone for due in await said(works, CheckinDue)])
    day_1, week_1, month_1 = Milestone
    assert asked == [[], [day_1], [day_1, week_1], [day_1, week_1, month_1]]
    assert not await said(works, CheckinDropped)


async def test_brunos_procedure_told_twice_is_planned_once(works: Works, clock: StoppedClock) -> None:
    await tell(
        works,
        HANDLERS,
        procedure_completed("Bruno", "2026-01-05"),
        procedure_completed("Bruno", "2026-01-05"),
    )
    clock.set("2026-01-06T15:00Z")
    await dispatch(works)
    assert len(await said(works, CheckinDue)) == 1


async def test_a_second_session_supersedes_what_is_left_of_the_first(
    works: Works, clock: StoppedClock
) -> None:
    await tell(works, HANDLERS, procedure_completed("Chloe", "2026-01-05"))
    clock.set("2026-01-06T15:00Z")
    await dispatch(works)
    await tell(works, HANDLERS, procedure_completed("Chloe", "2026-01-10", session=2))
    dropped = await said(works, CheckinDropped)
    assert {(one.milestone, one.reason) for one in dropped} == {
        (Milestone.WEEK_1, DropReason.SUPERSEDED),
        (Milestone.MONTH_1, DropReason.SUPERSEDED),
    }
    assert {one.procedure_id for one in dropped} == {id_of("Chloe session 1")}


async def test_a_first_session_that_is_told_after_the_second_is_superseded_at_once(works: Works) -> None:
    await tell(works, HANDLERS, procedure_completed("Diego", "2026-01-10", session=2))
    await tell(works, HANDLERS, procedure_completed("Diego", "2026-01-05", session=1))
    assert len(await said(works, CheckinDropped)) == len(Milestone)


async def test_an_amended_date_moves_what_is_still_to_come(works: Works, clock: StoppedClock) -> None:
    await tell(works, HANDLERS, procedure_completed("Esra", "2026-01-05"))
    clock.set("2026-01-06T15:00Z")
    await dispatch(works)
    await tell(works, HANDLERS, procedure_amended("Esra", "2026-01-06", revision=2))
    await tell(works, HANDLERS, procedure_amended("Esra", "2026-01-01", revision=1))
    assert await due_at(works, "Esra") == {
        "week_1": "2026-01-13T15:00:00+00:00",
        "month_1": "2026-02-06T15:00:00+00:00",
    }


async def test_a_voided_procedure_asks_nothing_and_may_be_entered_again(
    works: Works, clock: StoppedClock
) -> None:
    await tell(works, HANDLERS, procedure_completed("Farid", "2026-01-05"), procedure_voided("Farid"))
    assert {one.reason for one in await said(works, CheckinDropped)} == {DropReason.VOIDED}
    again = procedure_completed("Farid", "2026-01-06").model_copy(
        update={"procedure_id": id_of("Farid again")}
    )
    await tell(works, HANDLERS, again)
    clock.set("2026-01-07T15:00Z")
    await dispatch(works)
    assert [due.procedure_id for due in await said(works, CheckinDue)] == [id_of("Farid again")]


async def test_an_amendment_that_comes_after_the_void_revives_nothing(works: Works) -> None:
    await tell(works, HANDLERS, procedure_completed("Kofi", "2026-01-05"), procedure_voided("Kofi"))
    await tell(works, HANDLERS, procedure_amended("Kofi", "2026-01-06", revision=2))
    assert not await due_at(works, "Kofi")


async def test_a_wrong_year_that_is_amended_is_asked_about_after_all(
    works: Works, clock: StoppedClock
) -> None:
    clock.set("2026-01-05T20:00Z")
    await tell(works, HANDLERS, procedure_completed("Lena", "2025-01-05"))
    await dispatch(works)
    assert {one.reason for one in await said(works, CheckinDropped)} == {DropReason.TOO_LATE}
    await tell(works, HANDLERS, procedure_amended("Lena", "2026-01-05", revision=2))
    assert (await due_at(works, "Lena"))["day_1"] == "2026-01-06T15:00:00+00:00"


async def test_a_second_session_entered_by_mistake_gives_the_first_its_milestones_back(works: Works) -> None:
    await tell(works, HANDLERS, procedure_completed("Maya", "2026-01-05"))
    await tell(works, HANDLERS, procedure_completed("Maya", "2026-01-10", session=2))
    await tell(works, HANDLERS, procedure_voided("Maya", session=2))
    assert (await due_at(works, "Maya"))["week_1"] == "2026-01-12T15:00:00+00:00"


async def test_a_procedure_entered_again_is_planned_though_its_void_comes_later(works: Works) -> None:
    again = procedure_completed("Noor", "2026-01-06").model_copy(update={"procedure_id": id_of("Noor again")})
    await tell(works, HANDLERS, procedure_completed("Noor", "2026-01-05"), again, procedure_voided("Noor"))
    assert (await due_at(works, "Noor"))["day_1"] == "2026-01-07T15:00:00+00:00"


async def test_an_older_change_of_zone_that_comes_late_is_not_taken(works: Works) -> None:
    await tell(works, HANDLERS, patient_changed("Omar", revision=3, timezone="Europe/Madrid"))
    await tell(works, HANDLERS, patient_changed("Omar", revision=2, timezone="America/Los_Angeles"))
    await tell(works, HANDLERS, procedure_completed("Omar", "2026-01-05"))
    assert (await due_at(works, "Omar"))["day_1"] == "2026-01-06T09:00:00+00:00"


async def test_a_patient_forgotten_before_the_procedure_is_heard_of_is_asked_nothing(works: Works) -> None:
    await tell(works, HANDLERS, patient_forgotten("Petra"), procedure_completed("Petra", "2026-01-05"))
    assert not await due_at(works, "Petra")


async def test_a_patient_who_moves_is_asked_at_ten_in_the_new_zone(works: Works) -> None:
    await tell(works, HANDLERS, procedure_completed("Grace", "2026-01-05", timezone=NEW_YORK))
    await tell(works, HANDLERS, patient_changed("Grace", revision=2, timezone="America/Los_Angeles"))
    assert (await due_at(works, "Grace"))["day_1"] == "2026-01-06T18:00:00+00:00"


async def test_a_forgotten_patient_is_asked_nothing_more(works: Works) -> None:
    await tell(works, HANDLERS, procedure_completed("Hana", "2026-01-05"), patient_forgotten("Hana"))
    assert {one.reason for one in await said(works, CheckinDropped)} == {DropReason.FORGOTTEN}
    assert not await due_at(works, "Hana")


async def test_a_milestone_missed_by_an_outage_waits_for_the_window_or_is_dropped(
    works: Works, clock: StoppedClock
) -> None:
    await tell(works, HANDLERS, procedure_completed("Ivan", "2026-01-05"))
    clock.set("2026-01-07T04:00Z")  # eleven at night
    await dispatch(works)
    assert (await due_at(works, "Ivan"))["day_1"] == "2026-01-07T14:00:00+00:00"
    clock.set("2026-01-09T15:00Z")
    await dispatch(works)
    assert [one.reason for one in await said(works, CheckinDropped)] == [DropReason.TOO_LATE]
    assert not await said(works, CheckinDue)


async def test_a_procedure_of_a_clinic_nobody_has_heard_of_is_tried_again(open_works: OpenWorks) -> None:
    works = await open_works("aftercare_scheduling")
    with pytest.raises(NotYet):
        await tell(works, HANDLERS, procedure_completed("Jun", "2026-01-05"))
    await tell(works, HANDLERS, clinic_configured(), procedure_completed("Jun", "2026-01-05"))
    assert len(await due_at(works, "Jun")) == len(Milestone)


async def test_two_replicas_share_a_thousand_due_milestones_and_say_each_once(
    works: Works, clock: StoppedClock
) -> None:
    patients = [f"patient {number}" for number in range(1000)]
    await tell(works, HANDLERS, *(procedure_completed(patient, "2026-01-05") for patient in patients))
    clock.set("2026-01-06T15:00Z")
    await asyncio.gather(*(dispatch(works) for _ in range(3)))
    await dispatch(works)
    due = [one.patient_id for one in await said(works, CheckinDue)]
    assert len(due) == len(set(due)) == len(patients)
    assert datetime.fromisoformat("2026-01-06T15:00Z") == (await said(works, CheckinDue))[0].due_at


async def test_a_change_that_comes_late_brings_a_forgotten_patient_not_back(works: Works) -> None:
    await tell(works, HANDLERS, procedure_completed("Hana", "2026-01-05"), patient_forgotten("Hana"))
    await tell(works, HANDLERS, patient_changed("Hana", revision=2, timezone="Asia/Tokyo"))
    async with works.engine.connect() as connection:
        [row] = await connection.execute(select(patients.c.timezone, patients.c.language))
    assert tuple(row) == (None, None)
    assert await due_at(works, "Hana") == {}
