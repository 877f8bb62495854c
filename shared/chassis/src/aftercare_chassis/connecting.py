"""Connections to RabbitMQ that never outlive their failure."""

from aio_pika.abc import AbstractConnection
from aio_pika.connection import Connection, make_url


async def connect(amqp_url: str, *, within: float = 10.0) -> AbstractConnection:
    """A connection, or what went wrong `within` so many seconds, with nothing left of it.

    `aio_pika.connect` leaves a connection that failed open for the garbage collector, which then closes it
    wherever it happens to run: outside of an event loop that is a RuntimeWarning.
    """
    connection = Connection(make_url(amqp_url))
    try:
        await connection.connect(timeout=within)
    except BaseException:
        await connection.close()
        raise
    return connection
