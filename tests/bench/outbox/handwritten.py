"""Candidate B: the outbox that we would write by hand, sized as the chassis would have it."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractExchange
from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    func,
    insert,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection
from stage import EXCHANGE, Ground, Said

BATCH = 500
POLL_S = 1.0
CONFIRM_S = 10.0
LONGEST_PARK_S = 60.0
CLAIM = text("""
    SELECT id, event_id, topic, body, headers FROM outbox WHERE id <> ALL(CAST(:parked AS bigint[]))
    ORDER BY id LIMIT :batch FOR UPDATE SKIP LOCKED""")
FORGET = text("DELETE FROM outbox WHERE id = ANY(CAST(:ids AS bigint[]))")
log = logging.getLogger("handwritten")


def outbox_table(metadata: MetaData) -> Table:
    """Declare the outbox table."""
    return Table(
        "outbox",
        metadata,
        Column("id", BigInteger, Identity(), primary_key=True),
        Column("event_id", Uuid, nullable=False),
        Column("topic", Text, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("headers", JSONB, nullable=False),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    )


class Handwritten:
    """One executemany to say, one claim and pipelined confirms to relay, and no giving up."""

    def __init__(self, ground: Ground, metadata: MetaData) -> None:
        self.ground = ground
        self._table = outbox_table(metadata)
        self._said = asyncio.Event()
        self._parked: dict[int, tuple[float, float]] = {}  # row id → retried at (loop time), after (seconds)
        self._careful = False

    async def say(self, connection: AsyncConnection, events: list[Said]) -> None:
        rows = [{"event_id": e.event_id, "topic": e.topic, "body": e.body, "headers": {}} for e in events]
        await connection.execute(insert(self._table), rows)

    fill = say

    def wake(self) -> None:
        self._said.set()

    @asynccontextmanager
    async def relay(self) -> AsyncGenerator[None]:
        running = asyncio.create_task(self._for_ever())
        yield
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    async def _for_ever(self) -> None:
        while True:
            try:
                await self._while_connected()
            except asyncio.CancelledError:
                task = asyncio.current_task()
                if task is None or task.cancelling():
                    raise
                log.warning("connection died under a publish")  # aiormq cancels what waits for a confirm
            except Exception as error:  # noqa: BLE001 - the relay outlives whatever breaks
                log.warning("relay interrupted: %r", error)
            await asyncio.sleep(POLL_S)

    async def _while_connected(self) -> None:
        async with asyncio.timeout(CONFIRM_S):
            broker = await aio_pika.connect(self.ground.amqp)
        try:
            async with asyncio.timeout(CONFIRM_S):
                channel = await broker.channel(publisher_confirms=True, on_return_raises=True)
                exchange = await channel.get_exchange(EXCHANGE, ensure=False)
            while not channel.is_closed:
                self._said.clear()
                if await self._pass(exchange, channel) < BATCH:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._said.wait(), POLL_S)
        finally:
            with suppress(Exception):
                async with asyncio.timeout(1):
                    await broker.close()

    async def _pass(self, exchange: AbstractExchange, channel: AbstractChannel) -> int:
        """Claim a batch, publish it, forget what the broker confirmed; answer how many rows were claimed."""
        now = asyncio.get_running_loop().time()
        parked = [row_id for row_id, (until, _) in self._parked.items() if until > now]
        async with self.ground.engine.begin() as connection:
            rows = (await connection.execute(CLAIM, {"parked": parked, "batch": BATCH})).all()
            if not rows:
                return 0
            errors = await self._publish_all(exchange, rows)
            pairs = list(zip(rows, errors, strict=False))  # a careful pass stops at the first failure
            await connection.execute(FORGET, {"ids": [row.id for row, error in pairs if error is None]})
        failed = [(row, error) for row, error in pairs if error is not None]
        self._after(failed, lost=channel.is_closed or any(isinstance(e, TimeoutError) for _, e in failed))
        return len(rows)

    async def _publish_all(
        self, exchange: AbstractExchange, rows: Sequence[Any]
    ) -> list[BaseException | None]:
        if not self._careful:
            return list(
                await asyncio.gather(*(_publish(exchange, row) for row in rows), return_exceptions=True)
            )
        outcomes: list[BaseException | None] = []
        for row in rows:
            outcomes += await asyncio.gather(_publish(exchange, row), return_exceptions=True)
            if outcomes[-1] is not None:
                break
        return outcomes

    def _after(self, failed: list[tuple[Any, BaseException]], *, lost: bool) -> None:
        """Park the rows that failed on their own; after a lost channel, find the guilty one row by row."""
        if failed and (self._careful or not lost):
            now = asyncio.get_running_loop().time()
            for row, _ in failed:
                after = min(LONGEST_PARK_S, 2 * self._parked.get(row.id, (0.0, POLL_S / 2))[1])
                self._parked[row.id] = (now + after, after)
            log.warning("%s rows parked, first %s: %r", len(failed), failed[0][0].id, failed[0][1])
        self._careful = lost or (self._careful and bool(failed))
        if lost:
            raise ConnectionError(type(failed[0][1]).__name__ if failed else "channel closed")


async def _publish(exchange: AbstractExchange, row: Any) -> None:
    message = aio_pika.Message(
        row.body,
        message_id=str(row.event_id),
        type=row.topic,
        headers=row.headers,
        content_type="application/json",
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
    )
    async with asyncio.timeout(CONFIRM_S):
        await exchange.publish(message, row.topic, mandatory=True)
