"""What is old goes, a batch at a time, and what is still at work stays."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from conftest import OpenWorks
from sqlalchemy import insert, select
from support.builders_console import event
from support.clock import StoppedClock
from support.console import Console
from support.heard import tell

from aftercare_chassis import Works, retention
from aftercare_chassis.kinds import kinds_of
from aftercare_chassis.retention import INBOX, Rule
from aftercare_chassis.tables import inbox
from aftercare_console import tables as console_tables
from aftercare_console.handlers import handlers as console_handlers
from aftercare_console.retaining import KEEPS as OF_CONSOLE
from aftercare_contracts import (
    CaseClosed,
    CaseOpened,
    MessageSent,
    PatientErased,
    PatientForgotten,
    ReplyReceived,
)
from aftercare_notifications import tables as notifications
from aftercare_notifications.domain.progress import State
from aftercare_notifications.retaining import KEEPS as OF_NOTIFICATIONS
from aftercare_scheduling import tables as scheduling
from aftercare_scheduling.retaining import KEEPS as OF_SCHEDULING

SERVICES = ("scheduling", "checkins", "escalations", "notifications", "console")
OLD = datetime(2010, 1, 1, tzinfo=UTC)


async def retain(works: Works, rules: Sequence[Rule], **days: int) -> None:
    job = retention.retention(rules, days)
    while await job.run(works):
        pass


async def column(works: Works, one: Any) -> list[Any]:
    async with works.engine.connect() as connection:
        return list((await connection.execute(select(one).order_by(one))).scalars())


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_keeps_each_of_its_kinds_by_a_rule(service: str) -> None:
    rules = [INBOX, *import_module(f"aftercare_{service}.retaining").KEEPS]
    assert sorted(rule.kind for rule in rules) == sorted(kinds_of(service))


@pytest.mark.parametrize("service", SERVICES)
async def test_every_rule_runs_on_the_tables_of_its_service(open_works: OpenWorks, service: str) -> None:
    works = await open_works(f"aftercare_{service}")
    await retain(works, [INBOX, *import_module(f"aftercare_{service}.retaining").KEEPS])


async def test_more_than_a_batch_goes_in_one_look_and_what_is_young_stays(
    open_works: OpenWorks, clock: StoppedClock
) -> None:
    works = await open_works("aftercare_scheduling")
    clock.set("2100-01-01T00:00Z")  # a fast clock alone makes nothing old that PostgreSQL knows to be young
    rows = [{"event_id": uuid4(), "topic": "old", "digest": b"", "received_at": OLD} for _ in range(2500)]
    rows.append({"event_id": uuid4(), "topic": "young", "digest": b"", "received_at": datetime.now(UTC)})
    async with works.engine.begin() as connection:
        await connection.execute(insert(inbox), rows)
    await retain(works, [INBOX])
    assert await column(works, inbox.c.topic) == ["young"]


async def test_a_planned_milestone_stays_however_old(open_works: OpenWorks) -> None:
    works = await open_works("aftercare_scheduling")
    procedure = {"procedure_id": uuid4(), "clinic_id": "main", "patient_id": uuid4(), "session": 1,
                 "performed_on": OLD.date(), "timezone": "UTC", "language": "en"}  # fmt: skip
    base = {**{name: procedure[name] for name in ("procedure_id", "patient_id", "session")},
            "due_at": OLD, "expires_at": OLD}  # fmt: skip
    rows = [{**base, "checkin_id": uuid4(), "milestone": m, "state": s}
            for m, s in (("day_1", "asked"), ("week_1", "dropped"), ("month_1", "planned"))]  # fmt: skip
    async with works.engine.begin() as connection:
        await connection.execute(insert(scheduling.procedures), [procedure])
        await connection.execute(insert(scheduling.milestones), rows)
    await retain(works, OF_SCHEDULING)
    assert await column(works, scheduling.milestones.c.state) == ["planned"]


def message(state: State, text: str = "How is your scalp?", at: datetime = OLD) -> dict[str, Any]:
    return {
        "message_id": uuid4(), "clinic_id": "main", "correlation_id": uuid4(), "lane": "prompt",
        "party_kind": "patient", "party_id": uuid4(), "purpose": "prompt", "text": text, "wording": "w",
        "names": {}, "requested_at": at, "held_until": at, "created_at": at, "state": state,
        "number": "+12025550123", "body_sent": text,
    }  # fmt: skip


async def test_texts_lose_their_words_before_they_go_and_an_unsent_one_loses_nothing(
    open_works: OpenWorks, clock: StoppedClock
) -> None:
    works = await open_works("aftercare_notifications")
    clock.set(datetime.now(UTC).isoformat())
    lately = datetime.now(UTC) - timedelta(days=120)
    rows = [message(State.REQUESTED, "unsent"), message(State.UNKNOWN, "in doubt"),
            message(State.DELIVERED, "gone"), message(State.FAILED, "words gone", at=lately),
            message(State.SENT, "never told how it ended", at=lately),
            message(State.SENT, "sent yesterday", at=datetime.now(UTC) - timedelta(days=1))]  # fmt: skip
    async with works.engine.begin() as connection:
        await connection.execute(insert(notifications.messages), rows)
    await retain(works, OF_NOTIFICATIONS)
    left = await column(works, notifications.messages.c.text)
    assert left == ["", "", "in doubt", "sent yesterday", "unsent"]


async def test_the_last_that_was_said_of_a_numbers_consent_stays(open_works: OpenWorks) -> None:
    works = await open_works("aftercare_notifications")
    rows = [{"clinic_id": "main", "number": "+12025550123", "state": state, "source": source, "at": OLD}
            for state, source in (("given", "intake-form"), ("withdrawn", "STOP"))]  # fmt: skip
    async with works.engine.begin() as connection:
        await connection.execute(insert(notifications.consent_ledger), rows)
    await retain(works, OF_NOTIFICATIONS)
    assert await column(works, notifications.consent_ledger.c.source) == ["STOP"]


async def test_what_is_told_of_an_open_case_stays_until_it_is_closed(open_works: OpenWorks) -> None:
    works = await open_works("aftercare_console")
    console = Console(works=works, handlers=console_handlers(), api=None, browser=None)  # type: ignore[arg-type]
    past = {"occurred_at": OLD}
    story = [event(MessageSent), event(ReplyReceived), event(CaseOpened)]
    await tell(works, console.handlers, *(one.model_copy(update=past) for one in story))
    await retain(works, OF_CONSOLE)
    assert len(await column(works, console_tables.timeline.c.topic)) == 3
    await tell(works, console.handlers, event(CaseClosed).model_copy(update=past))
    await retain(works, OF_CONSOLE)
    assert await column(works, console_tables.timeline.c.topic) == []
    assert await column(works, console_tables.cases.c.state) == []


async def test_that_somebody_was_erased_is_kept_for_ever(open_works: OpenWorks) -> None:
    works = await open_works("aftercare_console")
    told = [event(PatientForgotten), event(PatientErased), event(ReplyReceived)]
    await tell(works, console_handlers(), *(one.model_copy(update={"occurred_at": OLD}) for one in told))
    await retain(works, OF_CONSOLE)
    assert await column(works, console_tables.timeline.c.topic) == [
        PatientErased.topic,
        PatientForgotten.topic,
    ]
