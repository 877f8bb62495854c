"""What is measured, the same way for each candidate."""

import asyncio
import json
import random
import statistics
import sys
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aio_pika
from aio_pika.abc import AbstractIncomingMessage
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from stage import Ground, Outbox, Said, make_event, waiting

Say = Callable[[AsyncConnection, list[Said]], Awaitable[None]]
SAMPLES = 200


async def backlog(outbox: Outbox, *, rows: int) -> tuple[float, float]:
    """Relay rows that wait; rows per second until the last is confirmed and gone, and statements per row."""
    for _ in range(rows // 500):
        async with outbox.ground.engine.begin() as connection:
            await outbox.fill(connection, [make_event(outbox.ground.topic) for _ in range(500)])
    outbox.ground.statements.clear()
    polls = 0
    started_at = time.perf_counter()
    async with outbox.relay():
        while await waiting(outbox.ground):
            polls += 1
            await asyncio.sleep(0.05)
        took = time.perf_counter() - started_at
        sent = outbox.ground.statements.total() - polls - 1
    return rows / took, sent / rows


async def saying(ground: Ground, say: Say, *, transactions: int, events: int) -> float:
    """Run business transactions one after another; events said per second."""
    started_at = time.perf_counter()
    async with ground.engine.connect() as connection:
        for _ in range(transactions):
            async with connection.begin():
                await connection.execute(insert(ground.visits))
                await say(connection, [make_event(ground.topic) for _ in range(events)])
    took = time.perf_counter() - started_at
    async with ground.engine.begin() as connection:
        await connection.execute(text("TRUNCATE outbox"))
    return transactions * events / took


@asynccontextmanager
async def arrivals(ground: Ground) -> AsyncGenerator["asyncio.Queue[float]"]:
    """Consume the queue, and queue the seconds from saying to arrival."""
    seen: asyncio.Queue[float] = asyncio.Queue()

    async def arrived(message: AbstractIncomingMessage) -> None:
        seen.put_nowait(time.monotonic() - json.loads(message.body)["said_at"])

    async with await aio_pika.connect(ground.amqp) as broker:
        channel = await broker.channel()
        queue = await channel.get_queue(ground.topic, ensure=False)
        await queue.purge()
        await queue.consume(arrived, no_ack=True)
        yield seen


async def say_slowly(outbox: Outbox, *, count: int) -> None:
    """Say one event at a time, about ten a second, at no fixed beat."""
    for _ in range(count):
        await asyncio.sleep(random.uniform(0.05, 0.15))
        async with outbox.ground.engine.begin() as connection:
            await outbox.say(connection, [make_event(outbox.ground.topic)])
        outbox.wake()


async def latency(outbox: Outbox, *, elsewhere: tuple[str, ...] = ()) -> tuple[float, float, float]:
    """Milliseconds from saying to arrival, p50 and p99, and this process's statements per event."""
    async with arrivals(outbox.ground) as seen, outbox.relay():
        await asyncio.sleep(2)
        outbox.ground.statements.clear()
        if elsewhere:
            writer = str(Path(__file__).with_name("writer.py"))
            process = await asyncio.create_subprocess_exec(sys.executable, writer, *elsewhere)
            assert await process.wait() == 0
        else:
            await say_slowly(outbox, count=SAMPLES)
        cuts = statistics.quantiles([await seen.get() for _ in range(SAMPLES)], n=100)
    return cuts[49] * 1000, cuts[98] * 1000, outbox.ground.statements.total() / SAMPLES


async def commits(ground: Ground) -> int:
    """Transactions that PostgreSQL has counted in this candidate's database."""
    server = create_async_engine(ground.engine.url.set(database="postgres"))
    async with server.connect() as connection:
        query = text("SELECT xact_commit FROM pg_stat_database WHERE datname = :name")
        count = int((await connection.execute(query, {"name": ground.database})).scalar_one())
    await server.dispose()
    return count


async def idle(outbox: Outbox, *, seconds: float) -> tuple[float, float]:
    """Relay nothing; statements of its engine and transactions of its database, per minute."""
    async with outbox.relay():
        await asyncio.sleep(3)
        before = await commits(outbox.ground)
        outbox.ground.statements.clear()
        await asyncio.sleep(seconds)
        sent = outbox.ground.statements.total()
        await asyncio.sleep(1.5)  # a backend reports its counters a second late
        after = await commits(outbox.ground)
    return sent * 60 / seconds, (after - before) * 60 / (seconds + 1.5)
