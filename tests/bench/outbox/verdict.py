"""What became of the events that were said: lost, twice, out of order, left behind."""

# ruff: noqa: T201 - it talks to a person on a terminal

import asyncio
import itertools
from contextlib import suppress

import aio_pika
from aio_pika.abc import AbstractIncomingMessage
from library import Library
from sqlalchemy import select
from stage import Ground, Outbox, Said, waiting


async def fill(outbox: Outbox, events: list[Said]) -> list[str]:
    """Commit rows that wait for a relay; answer their ids in order."""
    async with outbox.ground.engine.begin() as connection:
        await outbox.fill(connection, events)
    return [str(said.event_id) for said in events]


async def falls(ground: Ground, *, rows: int = 0, within: float) -> bool:
    """Whether the outbox came down to so many rows in time."""
    with suppress(TimeoutError):
        async with asyncio.timeout(within):
            while True:
                if await waiting(ground) <= rows:
                    return True
                await asyncio.sleep(0.01)
    return False


async def report(outbox: Outbox, expected: list[str]) -> None:
    """Read the queue to its end and compare it with what was said."""
    seen: list[str] = []

    async def arrived(message: AbstractIncomingMessage) -> None:
        seen.append(str(message.message_id))

    async with await aio_pika.connect(outbox.ground.amqp) as broker:
        queue = await (await broker.channel()).get_queue(outbox.ground.topic, ensure=False)
        await queue.consume(arrived, no_ack=True)
        before = -1
        while before != len(seen):
            before = len(seen)
            await asyncio.sleep(1)
    first = list(dict.fromkeys(seen))
    place = {event_id: at for at, event_id in enumerate(expected)}
    order = [place[event_id] for event_id in first if event_id in place]
    backwards = sum(a > b for a, b in itertools.pairwise(order))
    lost, twice, left = len(set(expected) - set(seen)), len(seen) - len(first), await waiting(outbox.ground)
    print(f"  not arrived {lost}, duplicates {twice}, out of order {backwards}, left in the outbox {left}")
    if isinstance(outbox, Library):
        async with outbox.ground.engine.connect() as connection:
            dead = (
                await connection.execute(select(outbox.dlq.c.failure_reason, outbox.dlq.c.last_exception))
            ).all()
        print(f"  in its DLQ {len(dead)} {dead[:1]}")
