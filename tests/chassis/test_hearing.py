"""One queue of a service, from the exchange to the committed effect, on a real broker and a real database."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from aio_pika.abc import AbstractIncomingMessage
from conftest import OpenWorks
from sqlalchemy import func, select
from support.broker import Broker, eventually
from support.events import procedure_voided

from aftercare_chassis import Handlers, NotYet, Refused, UnitOfWork, Works
from aftercare_chassis.failures import ATTEMPTS
from aftercare_chassis.graveyard import TOO_OLD, Grave, graves, replay
from aftercare_chassis.listening import Limits, Listener
from aftercare_chassis.publisher import Publisher
from aftercare_chassis.tables import inbox
from aftercare_chassis.topology import GRAVEYARD
from aftercare_contracts import ProcedureVoided

QUEUE = "scheduling.procedure.voided.v1"
Hear = Callable[[ProcedureVoided, UnitOfWork], Awaitable[None]]


@pytest.fixture
async def works(open_works: OpenWorks) -> Works:
    return await open_works("aftercare_scheduling")


@asynccontextmanager
async def listening(broker: Broker, works: Works, hear: Hear, *, group: int = 100) -> AsyncIterator[Listener]:
    handlers = Handlers()
    handlers.on(ProcedureVoided, hear)
    publisher = Publisher(broker.url)
    limits = Limits(prefetch=200, group=group, drain=5)
    listener = Listener(broker.url, "scheduling", handlers, works=works, publisher=publisher, limits=limits)
    running = asyncio.create_task(listener.run())
    try:
        yield listener
    finally:
        await listener.stop()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        await publisher.close()


class Ledger:
    """A handler that notes what it hears, and fails as it is told."""

    def __init__(self, *failures: Exception) -> None:
        self.heard: list[UUID] = []
        self.failures = list(failures)

    async def __call__(self, event: ProcedureVoided, _: UnitOfWork) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.heard.append(event.procedure_id)

    async def has(self, count: int) -> bool:
        return len(self.heard) >= count


async def buried(broker: Broker) -> list[AbstractIncomingMessage]:
    found: list[AbstractIncomingMessage] = []
    async with asyncio.timeout(30):
        while not found:
            found = await broker.messages_in(GRAVEYARD)
    return found


async def committed(works: Works) -> int:
    async with works.engine.connect() as connection:
        return (await connection.execute(select(func.count()).select_from(inbox))).scalar_one()


async def test_an_event_delivered_five_times_has_one_effect(broker: Broker, works: Works) -> None:
    event, ledger = procedure_voided("Amira"), Ledger()
    async with listening(broker, works, ledger):
        for _ in range(5):
            await broker.publish(event)
        await broker.publish(procedure_voided("Bruno"))
        await eventually(lambda: ledger.has(2))
    assert ledger.heard == [event.procedure_id, procedure_voided("Bruno").procedure_id]
    assert await broker.messages_in(QUEUE) == []


async def test_many_messages_share_a_transaction_and_a_poison_one_costs_none_of_them(
    broker: Broker, works: Works
) -> None:
    poison, ledger = procedure_voided("Poison"), Ledger()

    async def hear(event: ProcedureVoided, work: UnitOfWork) -> None:
        if event.procedure_id == poison.procedure_id:
            raise Refused("poison")
        await ledger(event, work)

    names = [f"patient {number}" for number in range(50)]
    for name in names[:25]:
        await broker.publish(procedure_voided(name))
    await broker.publish(poison)
    for name in names[25:]:
        await broker.publish(procedure_voided(name))
    async with listening(broker, works, hear):
        await eventually(lambda: _reaches(works, len(names) + 1))
    assert {procedure_voided(name).procedure_id for name in names} == set(ledger.heard)
    assert await broker.messages_in(GRAVEYARD) == []


async def _reaches(works: Works, count: int) -> bool:
    return await committed(works) == count


async def test_what_has_not_arrived_yet_is_tried_again_after_a_delay(broker: Broker, works: Works) -> None:
    ledger = Ledger(NotYet("the clinic"))
    async with listening(broker, works, ledger):
        await broker.publish(procedure_voided("Chloe"))
        await eventually(lambda: ledger.has(1))
    assert await broker.messages_in(GRAVEYARD) == []


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"body": b"{not json"}, "Unreadable"),
        ({"body": b"{}"}, "Unreadable"),
        ({"type": "procedure.voided.v2"}, "Unreadable"),
        ({"type": None}, "Unreadable"),
        ({"message_id": None}, "Unreadable"),
        ({"message_id": str(uuid4())}, "Unreadable"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_a_message_that_cannot_be_read_is_buried_at_once_with_the_reason(
    broker: Broker, works: Works, changed: dict[str, object], error: str
) -> None:
    ledger = Ledger()
    async with listening(broker, works, ledger):
        await broker.publish(procedure_voided("Diego"), **changed)
        await broker.publish(procedure_voided("Esra"))
        await eventually(lambda: ledger.has(1))
        graves = await buried(broker)
    assert graves[0].headers["x-aftercare-queue"] == QUEUE
    assert graves[0].headers["x-aftercare-error"] == error
    assert ledger.heard == [procedure_voided("Esra").procedure_id]


async def test_an_id_that_comes_again_with_another_body_is_buried(broker: Broker, works: Works) -> None:
    event, ledger = procedure_voided("Farid"), Ledger()
    async with listening(broker, works, ledger):
        await broker.publish(event)
        await eventually(lambda: ledger.has(1))
        await broker.publish(event.model_copy(update={"reason": "another"}))
        graves = await buried(broker)
    assert graves[0].headers["x-aftercare-error"] == "Contradiction"
    assert len(ledger.heard) == 1


async def test_a_reply_address_chosen_by_the_sender_is_ignored(broker: Broker, works: Works) -> None:
    ledger = Ledger()
    async with listening(broker, works, ledger):
        await broker.publish(procedure_voided("Grace"), reply_to="checkins.checkin.due.v1")
        await eventually(lambda: ledger.has(1))
    assert await broker.messages_in("checkins.checkin.due.v1") == []


async def test_what_heals_does_not_use_up_the_patience_with_what_does_not(
    broker: Broker, works: Works
) -> None:
    ledger = Ledger(ConnectionRefusedError(), ConnectionRefusedError(), NotYet("the clinic"))
    async with listening(broker, works, ledger):
        worn = {"x-aftercare-attempts": 0, "x-aftercare-faults": ATTEMPTS - 2}
        await broker.publish(procedure_voided("Hana"), headers=worn)
        await eventually(lambda: ledger.has(1), within=60)
    assert await broker.messages_in(GRAVEYARD) == []


async def test_a_cancellation_that_nobody_asked_for_does_not_make_the_queue_deaf(
    broker: Broker, works: Works
) -> None:
    ledger, first = Ledger(), [asyncio.CancelledError()]

    async def hear(event: ProcedureVoided, work: UnitOfWork) -> None:
        if first:
            raise first.pop()
        await ledger(event, work)

    async with listening(broker, works, hear):
        await broker.publish(procedure_voided("Ivan"))
        await eventually(lambda: ledger.has(1))


async def test_what_was_buried_is_listed_without_its_words_and_replayed_into_its_queue(
    broker: Broker, works: Works
) -> None:
    ledger = Ledger(ZeroDivisionError("a patient's words"))
    event = procedure_voided("Jun")
    async with listening(broker, works, ledger):
        await broker.publish(event, headers={"x-aftercare-faults": ATTEMPTS - 1})
        await eventually(lambda: _is_buried(broker))
        assert await graves(broker.url) == [
            Grave(message_id=str(event.event_id), queue=QUEUE, reason="ZeroDivisionError")
        ]
        assert await replay(broker.url, "another") == 0
        assert await replay(broker.url, str(event.event_id)) == 1
        await eventually(lambda: ledger.has(1))
    assert await graves(broker.url) == []


async def test_what_failed_longer_ago_than_inboxes_remember_is_replayed_by_its_id_alone(
    broker: Broker, works: Works
) -> None:
    ledger = Ledger(ZeroDivisionError())
    event, long_ago = procedure_voided("Kay"), datetime.now(UTC) - TOO_OLD - timedelta(days=1)
    async with listening(broker, works, ledger):
        await broker.publish(event, headers={"x-aftercare-faults": ATTEMPTS - 1}, timestamp=long_ago)
        await eventually(lambda: _is_buried(broker))
        assert await replay(broker.url) == 0
        assert len(await graves(broker.url)) == 1
        assert await replay(broker.url, str(event.event_id)) == 1
        await eventually(lambda: ledger.has(1))


async def _is_buried(broker: Broker) -> bool:
    return bool(await graves(broker.url))


async def test_stopping_finishes_what_is_in_hand_and_gives_the_rest_back(
    broker: Broker, works: Works
) -> None:
    started, go_on, ledger = asyncio.Event(), asyncio.Event(), Ledger()

    async def slow(event: ProcedureVoided, work: UnitOfWork) -> None:
        started.set()
        await go_on.wait()
        await ledger(event, work)

    for number in range(10):
        await broker.publish(procedure_voided(f"patient {number}"))
    async with listening(broker, works, slow, group=1) as listener:
        await started.wait()
        stopping = asyncio.create_task(listener.stop())
        await asyncio.sleep(0)
        go_on.set()
        await stopping
    assert len(ledger.heard) == await committed(works) == 1
    assert len(await broker.messages_in(QUEUE)) == 9
