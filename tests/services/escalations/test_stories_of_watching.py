"""Who watches over the paging itself: what should not be is counted, tested for, and told outside."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest
from pydantic import ValidationError
from sandbox.trial import free_port, serving
from sqlalchemy import update
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from support.builders_escalations import concern, page_delivered, rota_changed, staff_reply
from support.clock import StoppedClock
from support.desk_escalations import SETTINGS, Desk
from support.events import id_of
from support.heard import said, tell

from aftercare_chassis.tables import outbox
from aftercare_contracts import CallRequested, CaseOpened, Level, MessageRequested, PartyKind, Purpose
from aftercare_escalations.domain.drill import Plan, begins_on
from aftercare_escalations.domain.watch import Watch
from aftercare_escalations.gateways.heartbeat import Heartbeat
from aftercare_escalations.jobs import DRILL, WATCHDOG, jobs
from aftercare_escalations.settings import EscalationsSettings
from aftercare_escalations.store.watching import watch

MINUTE = timedelta(minutes=1)
FINE = Watch(unpaged=0, unsent=0, undelivered=0, drill_missed=False)
DRILLS: dict[str, object] = {
    "drill_at": time(10, 30), "drill_days": "mon,tue", "drill_staff": id_of("Lena"),
    "drill_fallback": id_of("Rosa"), "drill_wait": timedelta(minutes=10),
}  # fmt: skip
# Monday 2 March 2026, 10:30 in New York.
TEN_THIRTY = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)


def settings_with(**changes: object) -> EscalationsSettings:
    return EscalationsSettings.model_validate(SETTINGS.model_dump() | changes)


async def look(desk: Desk) -> Watch:
    async with desk.works.begin() as work:
        return await watch(work.connection, work.now, timedelta(seconds=60))


async def run(desk: Desk, job: str, **changes: object) -> None:
    found = next(one for one in jobs(settings_with(**changes)) if one.name == job)
    await found.run(desk.works)


async def test_a_case_that_is_paged_and_delivered_is_nothing_to_worry_about(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena"), concern("Amira"))
    [page] = await desk.messages(Purpose.PAGE)
    await desk.hear(page_delivered(page))
    await desk.nothing_is_reported(minutes=3)
    assert await look(desk) == FINE


async def test_an_open_case_with_nobody_on_call_is_unpaged(desk: Desk) -> None:
    await desk.hear(concern("Amira"))
    assert (await look(desk)).unpaged == 1
    await desk.hear(rota_changed("Lena"))
    assert (await look(desk)).unpaged == 0


async def test_a_case_that_should_have_been_paged_a_minute_ago_is_unpaged_and_unsent(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena"))
    await tell(desk.works, desk.handlers, concern("Amira"))
    assert await look(desk) == FINE
    desk.clock.pass_by(2 * MINUTE)
    found = await look(desk)
    assert (found.unpaged, found.unsent) == (1, 1)


async def test_a_call_that_is_due_and_not_asked_for_is_unsent(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena"), concern("Amira"))
    desk.clock.pass_by(8.5 * MINUTE)
    assert (await look(desk)).unsent == 1


async def test_an_event_that_is_not_published_for_a_minute_is_unsent(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena"), concern("Amira"))
    assert (await look(desk)).unsent == 0
    async with desk.works.engine.begin() as connection:
        await connection.execute(update(outbox).values(created_at=outbox.c.created_at - 2 * MINUTE))
    assert (await look(desk)).unsent > 0


async def test_a_round_of_which_no_page_is_known_to_have_arrived_is_undelivered(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"))
    assert (await look(desk)).undelivered == 0
    await desk.nothing_is_reported(minutes=1)
    assert (await look(desk)).undelivered == 1
    to_omar = (await desk.messages(Purpose.PAGE))[-1]
    await desk.hear(page_delivered(to_omar))
    assert (await look(desk)).undelivered == 0


async def test_a_taken_case_is_watched_no_more(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena"), concern("Amira", Level.EMERGENCY))
    await desk.nothing_is_reported(minutes=1)
    await desk.hear(staff_reply("Lena", await desk.code()))
    assert await look(desk) == FINE


async def drilled(desk: Desk, key: str) -> list[MessageRequested]:
    return [one for one in await said(desk.works, MessageRequested) if one.wording.startswith(f"{key}.")]


async def begin(desk: Desk) -> str:
    """It is Monday, half past ten: the code of the test page."""
    desk.clock.pass_by(TEN_THIRTY - desk.clock.now())
    await run(desk, DRILL, **DRILLS)
    [page] = await drilled(desk, "drill")
    assert page.party.id == id_of("Lena")
    assert page.purpose is Purpose.PAGE
    assert "TEST" in page.text
    code = page.text.partition("TEST page ")[2].partition(",")[0]
    assert f"Reply {code} " in page.text
    return code


@pytest.mark.parametrize("answer", ["{code}", "ok", "{code} no"])
async def test_a_test_page_is_answered_and_is_no_case(desk: Desk, answer: str) -> None:
    code = await begin(desk)
    await desk.hear(staff_reply("Lena", answer.format(code=code)))
    assert len(await drilled(desk, "drill_thanks")) == 1
    desk.clock.pass_by(20 * MINUTE)
    await run(desk, DRILL, **DRILLS)
    assert await drilled(desk, "drill_missed") == []
    assert await said(desk.works, CallRequested) == []
    assert await said(desk.works, CaseOpened) == []
    assert not (await look(desk)).drill_missed


async def test_half_of_its_time_later_a_test_page_calls_and_a_key_answers_it(desk: Desk) -> None:
    await begin(desk)
    desk.clock.pass_by(5 * MINUTE - timedelta(seconds=1))
    await run(desk, DRILL, **DRILLS)
    assert await desk.called() == []
    for _ in range(2):
        desk.clock.pass_by(timedelta(seconds=1))
        await run(desk, DRILL, **DRILLS)
    [call] = await said(desk.works, CallRequested)
    assert "test" in call.script.greeting
    await desk.press("Lena", "1")
    assert len(await drilled(desk, "drill_thanks")) == 1


async def test_a_test_page_that_nobody_answers_alarms_the_fallback_until_it_is_answered(desk: Desk) -> None:
    code = await begin(desk)
    desk.clock.pass_by(10 * MINUTE)
    for _ in range(3):
        await run(desk, DRILL, **DRILLS)
    [alarm] = await drilled(desk, "drill_missed")
    assert (alarm.party.id, alarm.purpose, alarm.names["staff"].id) == (
        id_of("Rosa"), Purpose.PAGE, id_of("Lena"),
    )  # fmt: skip
    assert alarm.party.kind is PartyKind.STAFF
    assert (await look(desk)).drill_missed
    await desk.hear(staff_reply("Lena", code))
    assert not (await look(desk)).drill_missed


async def test_a_plain_answer_while_a_case_waits_is_about_the_case(desk: Desk) -> None:
    await begin(desk)
    await desk.hear(rota_changed("Lena"), concern("Amira"))
    await desk.hear(staff_reply("Lena", "ok"))
    assert await desk.told("Lena") == ["yours"]
    assert await drilled(desk, "drill_thanks") == []


async def test_two_processes_send_one_test_page_a_day_and_none_on_another_day(desk: Desk) -> None:
    desk.clock.pass_by(TEN_THIRTY - desk.clock.now())
    await asyncio.gather(*(run(desk, DRILL, **DRILLS) for _ in range(3)))
    desk.clock.pass_by(48 * 60 * MINUTE)
    await run(desk, DRILL, **DRILLS)
    assert len(await drilled(desk, "drill")) == 1
    await run(desk, DRILL)
    assert len(await drilled(desk, "drill")) == 1


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        ("2026-03-02T15:29:59Z", False),  # New York is five hours behind
        ("2026-03-02T15:30:00Z", True),
        ("2026-03-02T16:29:59Z", True),
        ("2026-03-02T16:30:00Z", False),
        ("2026-03-09T14:30:00Z", True),  # and four since the night before
        ("2026-03-04T15:30:00Z", False),
    ],
)
def test_a_test_page_goes_by_the_clinics_clock_and_an_hour_late_at_most(now: str, *, begins: bool) -> None:
    plan = Plan(
        clinic_id="main", at=time(10, 30), weekdays=frozenset({0, 1}), staff_id=UUID(int=1),
        fallback=UUID(int=2), wait=timedelta(minutes=10),
    )  # fmt: skip
    on = begins_on(plan, "America/New_York", datetime.fromisoformat(now))
    assert (on is not None) == begins


def test_a_test_page_needs_somebody_who_gets_it_and_somebody_who_stands_in() -> None:
    with pytest.raises(ValidationError, match="a test page needs somebody"):
        settings_with(drill_at=time(10, 30), drill_staff=id_of("Lena"))


async def test_the_heartbeat_is_heard_while_all_is_well_and_stops_when_it_is_not(
    desk: Desk, clock: StoppedClock
) -> None:
    assert desk.clock is clock
    heard: list[str] = []

    async def hear(request: Request) -> Response:
        heard.append(request.method)
        return Response(status_code=200)

    port = free_port()
    async with serving(Starlette(routes=[Route("/beat", hear, methods=["GET", "POST"])]), port):
        heartbeat = Heartbeat(f"http://127.0.0.1:{port}/beat", "POST")
        watchdog = next(
            one for one in jobs(settings_with(heartbeat_interval=0.001), heartbeat) if one.name == WATCHDOG
        )
        await watchdog.run(desk.works)
        assert heard == ["POST"]
        await desk.hear(concern("Amira"))
        await watchdog.run(desk.works)
        assert heard == ["POST"]
        await desk.hear(rota_changed("Lena"))
        await watchdog.run(desk.works)
        assert heard == ["POST", "POST"]
        await heartbeat.close()


async def test_a_heartbeat_that_nobody_hears_troubles_nobody() -> None:
    heartbeat = Heartbeat(f"http://127.0.0.1:{free_port()}/beat", "GET")
    assert await heartbeat.beat() is False
    await heartbeat.close()
