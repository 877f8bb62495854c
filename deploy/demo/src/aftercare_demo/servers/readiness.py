import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import asyncpg
from aio_pika.exceptions import AMQPError

from aftercare_chassis.connecting import connected
from aftercare_demo.servers.server import ServersError

PATIENCE_SECONDS = 120.0
PROTOCOL_HEADER = b"AMQP\x00\x00\x09\x01"

Check = Callable[[str], Awaitable[None]]


async def speaks_amqp(url: str) -> None:
    """Connect to a broker over AMQP, for a listening port alone proves nothing."""
    await _greets(url)
    async with connected(url):
        pass


async def _greets(url: str) -> None:
    """Wait for the broker's first frame, where aio-pika would log every attempt as an error."""
    address = urlsplit(url)
    if address.scheme != "amqp":
        return
    async with asyncio.timeout(10):
        reader, writer = await asyncio.open_connection(address.hostname, address.port or 5672)
        try:
            writer.write(PROTOCOL_HEADER)
            await reader.readexactly(1)
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


async def speaks_sql(url: str) -> None:
    """Connect to a PostgreSQL and ask it something."""
    connection = await asyncpg.connect(url, timeout=10)
    try:
        await connection.fetchval("SELECT 1")
    finally:
        await connection.close()


async def until_ready(check: Check, url: str, *, alive: Callable[[], Awaitable[bool]]) -> None:
    """Wait until a server answers; raise ServersError if it ends first or does not come in time."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            await check(url)
        except (OSError, EOFError, AMQPError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            if not await alive():
                raise ServersError("the server ended before it answered") from error
            if time.monotonic() > deadline:
                raise ServersError(f"no answer within {PATIENCE_SECONDS:.0f} seconds: {error!r}") from error
        else:
            return
        await asyncio.sleep(0.1)
