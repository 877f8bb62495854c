"""Saying: what a unit of work says reaches the broker, whatever happens in between."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import aio_pika
import pytest
from conftest import OpenWorks
from sqlalchemy import func, select
from support.broker import Broker, eventually, open_broker
from support.events import clinic_configured, id_of, procedure_voided

from aftercare_chassis import Works, topology
from aftercare_chassis.outbox import Letter
from aftercare_chassis.publisher import Publisher, PublishFailed
from aftercare_chassis.relay import Relay
from aftercare_chassis.supervision import keep
from aftercare_chassis.tables import outbox
from aftercare_chassis.unit_of_work import RELAY
from aftercare_demo.servers import Servers, servers

QUEUE = "scheduling.procedure.voided.v1"


@pytest.fixture
async def works(open_works: OpenWorks) -> Works:
    return await open_works("aftercare_scheduling")


@asynccontextmanager
async def relaying(works: Works, url: str) -> AsyncIterator[Relay]:
    publisher = Publisher(url, timeout=5)
    relay = Relay(works, publisher)
    works.on_wake(RELAY, relay.wake)
    running = asyncio.create_task(keep("relay", relay.run, publisher.close))
    try:
        yield relay
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        await publisher.close()


async def say(works: Works, *names: str) -> None:
    async with works.begin() as work:
        for name in names:
            work.say(procedure_voided(name))


async def waiting(works: Works) -> int:
    async with works.engine.connect() as connection:
        return (await connection.execute(select(func.count()).select_from(outbox))).scalar_one()


async def all_said(works: Works) -> bool:
    return await waiting(works) == 0


async def test_what_is_said_is_published_with_its_id_type_and_trace(broker: Broker, works: Works) -> None:
    async with relaying(works, broker.url):
        await say(works, "Amira")
        await eventually(lambda: all_said(works))
    (message,) = await broker.messages_in(QUEUE)
    assert message.type == "procedure.voided.v1"
    assert str(message.message_id) in message.body.decode()
    assert message.correlation_id == str(procedure_voided("Amira").procedure_id)
    assert message.delivery_mode == 2


async def test_what_a_failed_unit_of_work_said_is_never_published(works: Works) -> None:
    async def fail() -> None:
        async with works.begin() as work:
            work.say(procedure_voided("Bruno"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await waiting(works) == 0


async def test_an_event_that_nobody_hears_stays_and_does_not_hold_up_the_next(
    own_servers: Servers, works: Works
) -> None:
    async with open_broker(own_servers) as empty:
        publisher = Publisher(empty.url)
        relay = Relay(works, publisher)
        await say(works, "Chloe")
        assert not await relay.round()
        assert await waiting(works) == 1
        await topology.declare(empty.url)
        await say(works, "Diego")
        await eventually(lambda: _drained(relay, works))
        await publisher.close()
        assert len(await empty.messages_in(QUEUE)) == 2


async def _drained(relay: Relay, works: Works) -> bool:
    await relay.round()
    return await waiting(works) == 0


class OneThatClosesTheChannel(Publisher):
    """A publisher whose channel dies under all that goes out beside one message."""

    def __init__(self, poison: str) -> None:
        super().__init__("amqp://nowhere")
        self.poison = id_of(f"{poison} session 1")
        self.published: list[object] = []

    async def publish_all(self, letters: Sequence[Letter]) -> list[bool]:
        if any(one.correlation_id == self.poison for one in letters):
            return [False] * len(letters)
        self.published += [one.correlation_id for one in letters]
        return [True] * len(letters)


async def test_a_message_that_closes_the_channel_under_all_others_goes_alone(works: Works) -> None:
    publisher = OneThatClosesTheChannel("Esra")
    relay = Relay(works, publisher)
    await say(works, "Diego", "Esra", *(f"patient {number}" for number in range(10)))
    while await relay.round():
        pass
    assert len(publisher.published) == 11
    assert await waiting(works) == 1


async def test_a_publish_that_is_not_confirmed_raises_and_the_next_one_connects_anew(broker: Broker) -> None:
    publisher = Publisher(broker.url, timeout=5)
    with pytest.raises(PublishFailed):
        await publisher.publish("no.such.exchange", "x", aio_pika.Message(b""))
    event = clinic_configured()
    await publisher.publish(topology.EVENTS, event.topic, aio_pika.Message(b"{}"))
    await publisher.close()


async def test_a_broker_that_is_killed_while_events_go_out_gets_them_all(open_works: OpenWorks) -> None:
    works = await open_works("aftercare_scheduling")
    async with servers(durable=False) as own:
        await own.import_definitions(topology.policies())
        await topology.declare(own.amqp_url)
        broker = Broker(url=own.amqp_url)
        async with relaying(works, own.amqp_url):
            await say(works, *(f"before {number}" for number in range(300)))
            await own.broker.kill()
            await say(works, *(f"while away {number}" for number in range(300)))
            await own.broker.start()
            await eventually(lambda: all_said(works), within=90)
        published = {message.message_id for message in await broker.messages_in(QUEUE)}
    assert len(published) == 600
