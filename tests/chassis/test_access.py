"""Least privilege: what a service has no business with, the broker refuses it."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit, urlunsplit

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel
from aiormq.exceptions import ChannelAccessRefused
from support.broker import Broker, open_broker
from support.events import clinic_configured, procedure_voided

from aftercare_chassis import access, topology
from aftercare_chassis.connecting import connected
from aftercare_chassis.publisher import Publisher
from aftercare_contracts import Event
from aftercare_demo.servers import Servers


@pytest.fixture
async def broker(own_servers: Servers) -> AsyncIterator[Broker]:
    """A vhost with the topology, and users for scheduling and the console."""
    async with open_broker(own_servers) as opened:
        await topology.declare(opened.url)
        vhost = urlsplit(opened.url).path.removeprefix("/")
        passwords = {"scheduling": "quartz-7", "console": "basalt-9"}
        await own_servers.import_definitions(access.accounts(passwords, vhost))
        yield opened


def as_user(broker: Broker, service: str, password: str) -> str:
    address = urlsplit(broker.url)
    host = address.netloc.rpartition("@")[2]
    return urlunsplit(("amqp", f"{access.user(service)}:{password}@{host}", address.path, "", ""))


@pytest.fixture
async def scheduling(broker: Broker) -> AsyncIterator[AbstractChannel]:
    async with connected(as_user(broker, "scheduling", "quartz-7")) as connection:
        yield await connection.channel(on_return_raises=True)


async def say(channel: AbstractChannel, event: Event) -> None:
    exchange = await channel.get_exchange(topology.EVENTS, ensure=False)
    await exchange.publish(aio_pika.Message(b"{}"), event.topic, mandatory=True)


async def test_the_console_says_its_own_events(broker: Broker) -> None:
    publisher = Publisher(as_user(broker, "console", "basalt-9"))
    await publisher.publish(topology.EVENTS, procedure_voided("Amira").topic, aio_pika.Message(b"{}"))
    await publisher.close()
    assert len(await broker.messages_in("scheduling.procedure.voided.v1")) == 1


async def test_scheduling_cannot_say_what_the_console_says(
    broker: Broker, scheduling: AbstractChannel
) -> None:
    with pytest.raises(ChannelAccessRefused):
        await say(scheduling, procedure_voided("Amira"))
    assert await broker.messages_in("scheduling.procedure.voided.v1") == []


async def test_scheduling_hears_its_own_queue(broker: Broker, scheduling: AbstractChannel) -> None:
    await broker.publish(procedure_voided("Bruno"))
    queue = await scheduling.get_queue("scheduling.procedure.voided.v1", ensure=False)
    message = await queue.get()
    await message.ack()
    assert message.type == "procedure.voided.v1"


async def test_scheduling_cannot_hear_the_consoles_queue(broker: Broker, scheduling: AbstractChannel) -> None:
    await broker.publish(clinic_configured())
    queue = await scheduling.get_queue("console.clinic.configured.v1", ensure=False)
    with pytest.raises(ChannelAccessRefused):
        await queue.get()


async def test_a_service_may_bury_and_delay_a_message_but_not_read_the_graveyard(
    broker: Broker, scheduling: AbstractChannel
) -> None:
    publisher = Publisher(as_user(broker, "scheduling", "quartz-7"))
    for exchange in (topology.GRAVEYARD, topology.delay_name(topology.DELAYS[-1])):
        await publisher.publish(exchange, "scheduling.procedure.voided.v1", aio_pika.Message(b"{}"))
    await publisher.close()
    graveyard = await scheduling.get_queue(topology.GRAVEYARD, ensure=False)
    with pytest.raises(ChannelAccessRefused):
        await graveyard.get()
    assert len(await broker.messages_in(topology.GRAVEYARD)) == 1


async def test_a_service_declares_nothing(scheduling: AbstractChannel) -> None:
    with pytest.raises(ChannelAccessRefused):
        await scheduling.declare_queue("scheduling.of-its-own")
