"""The real handlers and jobs on PostgreSQL, under whatever comes in whatever order, and crashes in between.

Smaller than the machine of pure decisions: it holds what only a database can break, as a unit of work that is
rolled back after its effects were computed, an event that comes again, or a job that dies halfway.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from conftest import OpenWorks
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, text
from support.builders_escalations import (
    case_decided,
    concern,
    page_delivered,
    page_failed,
    rota_changed,
    staff_reply,
)
from support.clock import StoppedClock
from support.desk_escalations import Desk
from support.events import clinic_configured

from aftercare_chassis import UnitOfWork, Works, database
from aftercare_chassis.tables import METADATA as CHASSIS
from aftercare_chassis.tables import outbox
from aftercare_contracts import (
    BY_TOPIC,
    CaseClosed,
    CaseHandedOn,
    CaseOpened,
    CasePaged,
    CaseTaken,
    Decision,
    Event,
    Level,
    MessageRequested,
    Purpose,
)
from aftercare_escalations.tables import METADATA, cases

PAGING = (Level.SEVERE, Level.EMERGENCY)
names = st.sampled_from(["Lena", "Omar", "Rosa"])
patients = st.sampled_from(["Amira", "Bruno"])
crashes = st.sampled_from([0, 0, 0, 1, 2, 3])  # the unit of work that is lost, counted from now; 0: none
words = st.sampled_from(
    [
        "{code}",
        "{code}",
        "ok",
        "no",
        "{code} no",
        "{code} done seen today",
        "done seen",
        "{code} take over",
        "who?",
    ]
)


class FragileWorks(Works):
    """Units of work, one of which may be lost just before it commits, as when the process is killed."""

    crash_in = 0

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[UnitOfWork]:
        async with super().begin() as work:
            yield work
            self.crash_in -= 1
            if self.crash_in == 0:
                raise ConnectionResetError("killed before the commit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A desk on a database, and the loop that both live in."""

    runner: asyncio.Runner
    desk: Desk
    works: FragileWorks
    clock: StoppedClock


class Machine(RuleBasedStateMachine):
    """Every example begins on the same database, emptied."""

    bench: ClassVar[Bench]

    def run(self, coroutine: Any) -> Any:
        return self.bench.runner.run(coroutine)

    @initialize(ladder=st.lists(names, unique=True, max_size=3))
    def begin(self, ladder: list[str]) -> None:
        self.delivered: list[Event] = []
        self.number = 0
        self.run(_empty(self.bench.works))
        self.deliver(clinic_configured(), 0)
        self.change_rota(ladder, 0)

    def deliver(self, event: Event, crash: int) -> None:
        """Deliver an event until it is handled, as the broker does, and let the jobs come to rest."""
        times = {"occurred_at", "received_at"} & event.model_fields_set
        told = event.model_copy(update=dict.fromkeys(times, self.bench.clock.now()))
        self.delivered.append(told)
        self.bench.works.crash_in = crash
        for _ in range(crash + 1):
            try:
                self.run(self.bench.desk.hear_late(told))
            except ConnectionResetError:
                continue
        self.bench.works.crash_in = 0
        self.run(self.bench.desk.tick())

    def change_rota(self, ladder: list[str], crash: int) -> None:
        self.number += 1
        self.deliver(rota_changed(*ladder, revision=self.number), crash)

    def said(self) -> list[Event]:
        found: list[Event] = self.run(_said(self.bench.works))
        return found

    def pages(self) -> list[MessageRequested]:
        texts = [one for one in self.said() if isinstance(one, MessageRequested)]
        return [one for one in texts if one.purpose is Purpose.PAGE]

    def known(self) -> list[CaseOpened]:
        return [one for one in self.said() if isinstance(one, CaseOpened)]

    @rule(patient=patients, level=st.sampled_from([*PAGING, Level.MODERATE]), crash=crashes)
    def a_concern_comes(self, patient: str, level: Level, crash: int) -> None:
        self.number += 1
        self.deliver(concern(patient, level, number=self.number), crash)

    @precondition(lambda self: bool(self.known()))
    @rule(name=names, said=words, data=st.data(), crash=crashes)
    def somebody_texts(self, name: str, said: str, data: st.DataObject, crash: int) -> None:
        opened = data.draw(st.sampled_from(self.known()))
        self.deliver(staff_reply(name, said.format(code=opened.code)), crash)

    @precondition(lambda self: bool(self.known()))
    @rule(name=names, decision=st.sampled_from(Decision), data=st.data(), crash=crashes)
    def somebody_decides_on_the_console(
        self, name: str, decision: Decision, data: st.DataObject, crash: int
    ) -> None:
        opened = data.draw(st.sampled_from(self.known()))
        self.deliver(case_decided(opened.case_id, name, decision, "seen today"), crash)

    @precondition(lambda self: bool(self.pages()))
    @rule(data=st.data(), fails=st.booleans(), crash=crashes)
    def the_carrier_reports(self, data: st.DataObject, *, fails: bool, crash: int) -> None:
        page = data.draw(st.sampled_from(self.pages()))
        self.deliver(page_failed(page) if fails else page_delivered(page), crash)

    @rule(minutes=st.sampled_from([1, 5, 15, 60, 90]), crash=crashes)
    def time_passes(self, minutes: int, crash: int) -> None:
        self.bench.clock.pass_by(timedelta(minutes=minutes))
        self.bench.works.crash_in = crash
        for _ in range(crash + 1):
            try:
                self.run(self.bench.desk.tick())
            except ConnectionResetError:
                continue
        self.bench.works.crash_in = 0
        self.run(self.bench.desk.tick())

    @rule(ladder=st.lists(names, unique=True, max_size=3), crash=crashes)
    def the_rota_changes(self, ladder: list[str], crash: int) -> None:
        self.change_rota(ladder, crash)

    @rule(data=st.data())
    def an_event_comes_again(self, data: st.DataObject) -> None:
        event = data.draw(st.sampled_from(self.delivered))
        before = len(self.said())
        self.run(self.bench.desk.hear_late(event))
        assert len(self.said()) == before, "what was handled is handled again"

    @invariant()
    def somebody_will_act(self) -> None:
        now = self.bench.clock.now()
        for row in self.run(_cases(self.bench.works)):
            match row["state"]:
                case "open" if row["level"] in PAGING:
                    assert row["next_page_at"] is not None
                    assert now < row["next_page_at"] <= now + timedelta(minutes=15)
                case "open":
                    assert row["due_at"] is not None
                    assert row["due_at"] > now
                case "taken":
                    assert row["holder"] is not None
                    assert row["promise_at"] > now
                case _:
                    assert row["due_at"] is None

    @invariant()
    def what_was_said_is_one_story(self) -> None:
        said = self.said()
        ids = [one.message_id for one in said if isinstance(one, MessageRequested)]
        assert len(ids) == len(set(ids)), "two texts have one id"
        holders = {row["case_id"]: row["holder"] for row in self.run(_cases(self.bench.works))}
        for case_id, holder in holders.items():
            of_case = [one for one in said if one.correlation_id == case_id]
            assert _told(of_case) == holder


def _told(said: list[Event]) -> UUID | None:
    """Who has a case by what was said about it, in order; fails when somebody is told what cannot be."""
    owner, closed, taken, yours = None, False, 0, 0
    patient_knows: list[UUID] = []
    for one in said:
        match one:
            case CaseTaken(staff_id=staff_id):
                assert staff_id != owner, "somebody is told twice that it is theirs"
                owner, taken = staff_id, taken + 1
            case CaseHandedOn(staff_id=staff_id) if staff_id == owner:
                owner = None
            case CaseClosed():
                assert not closed, "a case ends twice"
                owner, closed = None, True
            case CasePaged():
                assert not closed, "a closed case pages somebody"
            case MessageRequested(purpose=Purpose.PAGE):
                assert not closed, "a closed case pages somebody"
            case MessageRequested(wording=wording) if wording.startswith("yours."):
                yours += 1
            case MessageRequested(wording=wording, names=named) if wording.startswith("patient."):
                assert patient_knows[-1:] != [named["staff"].id], "the patient is told what they know"
                patient_knows.append(named["staff"].id)
            case _:
                pass
    assert yours == taken, "whoever takes it is told so, once"
    return owner


async def _empty(works: Works) -> None:
    tables = ", ".join(table.name for known in (METADATA, CHASSIS) for table in known.sorted_tables)
    async with works.engine.begin() as connection:
        await connection.execute(text(f"truncate {tables} cascade"))


async def _said(works: Works) -> list[Event]:
    query = select(outbox.c.topic, outbox.c.body).order_by(outbox.c.id)
    async with works.engine.connect() as connection:
        return [BY_TOPIC[row.topic].model_validate_json(row.body) for row in await connection.execute(query)]


async def _cases(works: Works) -> list[Any]:
    async with works.engine.connect() as connection:
        return list((await connection.execute(select(cases))).mappings())


def _play(url: str) -> None:
    with asyncio.Runner() as runner:
        clock = StoppedClock()
        works = FragileWorks(database.engine(url, pool=5), clock)
        bench = Bench(runner=runner, desk=Desk(works, clock), works=works, clock=clock)
        Machine.bench = bench
        try:
            run_state_machine_as_test(
                Machine,
                settings=settings(
                    max_examples=30,
                    stateful_step_count=20,
                    deadline=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            runner.run(works.engine.dispose())


async def test_whatever_comes_in_whatever_order_the_real_handlers_keep_their_word(
    open_works: OpenWorks,
) -> None:
    works = await open_works("aftercare_escalations")
    url = works.engine.url.render_as_string(hide_password=False)
    await asyncio.to_thread(_play, url)
