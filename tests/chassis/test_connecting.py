"""A connection that could not be made is gone at once, not when the garbage collector comes by."""

import gc
from collections.abc import Awaitable, Callable

import aio_pika
import pytest
from aio_pika.connection import make_url
from conftest import OpenWorks

from aftercare_chassis.connecting import connect, disconnect
from aftercare_chassis.handlers import Handlers
from aftercare_chassis.listening import Limits, Listener
from aftercare_chassis.publisher import Publisher, PublishFailed
from aftercare_demo.servers.ports import free_ports


def open_connections() -> int:
    return sum(isinstance(one, aio_pika.Connection) and not one.is_closed for one in gc.get_objects())


@pytest.fixture
def nowhere() -> str:
    return f"amqp://guest:guest@127.0.0.1:{free_ports(1)[0]}/"


async def nothing_stays_open(failing: Callable[[], Awaitable[object]], error: type[Exception]) -> None:
    gc.collect()
    before = open_connections()
    with pytest.raises(error):
        await failing()
    assert open_connections() == before


async def test_a_connection_that_is_refused_is_closed(nowhere: str) -> None:
    await nothing_stays_open(lambda: connect(nowhere), OSError)


async def test_a_publisher_without_a_broker_leaves_no_connection_behind(nowhere: str) -> None:
    publisher = Publisher(nowhere)
    await nothing_stays_open(lambda: publisher.publish("x", "y", aio_pika.Message(b"")), PublishFailed)


async def test_a_listener_without_a_broker_leaves_no_connection_behind(
    nowhere: str, open_works: OpenWorks
) -> None:
    works = await open_works("aftercare_scheduling")
    limits = Limits(prefetch=1, group=1, drain=1)
    listener = Listener(
        nowhere, "scheduling", Handlers(), works=works, publisher=Publisher(nowhere), limits=limits
    )
    await nothing_stays_open(listener.run, ExceptionGroup)


class Broken:
    """A transport whose broker has gone."""

    async def close(self, _: object) -> None:
        raise ConnectionResetError


async def test_a_connection_whose_closing_fails_is_closed_all_the_same(nowhere: str) -> None:
    connection = aio_pika.Connection(make_url(nowhere))
    connection.transport = Broken()  # type: ignore[assignment]
    await disconnect(connection)
    assert connection.is_closed
