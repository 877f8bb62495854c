"""Connections to RabbitMQ that are closed by whoever opened them, whatever becomes of the broker.

aio-pika leaves a connection that failed, or whose closing failed, for the garbage collector, which then
closes it wherever it happens to run: outside of an event loop that is a RuntimeWarning.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from aio_pika.abc import AbstractConnection
from aio_pika.connection import Connection, make_url

from aftercare_chassis.supervision import cancelled_by_us

_PATIENCE = 2.0  # seconds for a broker to say goodbye


async def connect(amqp_url: str, *, within: float = 10.0) -> AbstractConnection:
    """A connection, or what went wrong within so many seconds, with nothing left of it."""
    connection = Connection(make_url(amqp_url))
    try:
        await connection.connect(timeout=within)
    except BaseException:
        await disconnect(connection)
        raise
    return connection


async def disconnect(connection: AbstractConnection) -> None:
    """Close a connection for good; a broker that does not answer is not waited for."""
    try:
        with suppress(Exception):
            async with asyncio.timeout(_PATIENCE):
                await connection.close()
    except asyncio.CancelledError:
        # aiormq cancels what waits for a dying connection; that is not our own cancellation.
        if cancelled_by_us():
            raise
    finally:
        # The second time there is no transport to fail: it is only marked as closed.
        if not connection.is_closed:
            await connection.close()


@asynccontextmanager
async def connected(amqp_url: str) -> AsyncIterator[AbstractConnection]:
    """A connection that is closed when the block ends."""
    connection = await connect(amqp_url)
    try:
        yield connection
    finally:
        await disconnect(connection)
