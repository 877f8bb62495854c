"""The ground that both relays stand on: a database and a quorum queue each, and what a relay offers."""

import asyncio
import json
import time
import uuid
from collections import Counter
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Protocol

import aio_pika
from sqlalchemy import Column, DateTime, Identity, Integer, MetaData, Table, event, func, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

EXCHANGE = "bench.events"
RELAY_CONNECTIONS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One event as the business hands it to the outbox."""

    event_id: uuid.UUID
    topic: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A private database with a business table, and the queue that its events must reach."""

    name: str
    engine: AsyncEngine
    amqp: str
    visits: Table
    statements: Counter[str] = field(default_factory=Counter)

    @property
    def topic(self) -> str:
        return f"{self.name}.visit-closed.v1"

    @property
    def database(self) -> str:
        return f"outbox_bench_{self.name}"


class Outbox(Protocol):
    """What a candidate offers: say inside a transaction, and relay what was said."""

    ground: Ground

    async def say(self, connection: AsyncConnection, events: list[Said]) -> None:
        """Write the events' rows in the caller's transaction."""

    def wake(self) -> None:
        """Tell the relay in this process that a transaction has committed."""

    async def fill(self, connection: AsyncConnection, events: list[Said]) -> None:
        """Write a backlog as fast as can be, waking nobody."""

    def relay(self) -> AbstractAsyncContextManager[None]:
        """Relay for as long as the context is open."""


def make_event(topic: str) -> Said:
    """Make an event of about 300 bytes that carries the moment it was said (monotonic seconds)."""
    facts = {"said_at": time.monotonic(), "clinic_id": "c" * 36, "patient_id": "p" * 36, "filler": "x" * 160}
    return Said(event_id=uuid.uuid4(), topic=topic, body=json.dumps(facts).encode())


def count_statements(engine: AsyncEngine, counts: Counter[str]) -> None:
    """Count by verb what the engine sends; an executemany is one."""

    def seen(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        counts[statement.split(maxsplit=1)[0].upper()] += 1

    event.listen(engine.sync_engine, "before_cursor_execute", seen)


def open_ground(*, name: str, postgres: str, amqp: str, metadata: MetaData) -> Ground:
    """Describe the ground of one candidate without touching a server."""
    url = make_url(postgres).set(drivername="postgresql+asyncpg", database=f"outbox_bench_{name}")
    visits = Table(
        "visits",
        metadata,
        Column("id", Integer, Identity(), primary_key=True),
        Column("closed_at", DateTime(timezone=True), server_default=func.now()),
    )
    engine = create_async_engine(url, pool_size=RELAY_CONNECTIONS, max_overflow=0)
    ground = Ground(name=name, engine=engine, amqp=amqp, visits=visits)
    count_statements(engine, ground.statements)
    return ground


async def lay(ground: Ground, *, metadata: MetaData) -> None:
    """Create the database, its tables, the exchange and the bound quorum queue afresh."""
    server = create_async_engine(ground.engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    async with server.connect() as connection:
        await connection.execute(text(f"DROP DATABASE IF EXISTS {ground.database} WITH (FORCE)"))
        await connection.execute(text(f"CREATE DATABASE {ground.database}"))
    await server.dispose()
    async with ground.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await warm(ground.engine)
    async with await aio_pika.connect(ground.amqp) as broker:
        channel = await broker.channel()
        exchange = await channel.declare_exchange(EXCHANGE, aio_pika.ExchangeType.TOPIC, durable=True)
        await channel.queue_delete(ground.topic)
        queue = await channel.declare_queue(ground.topic, durable=True, arguments={"x-queue-type": "quorum"})
        await queue.bind(exchange, ground.topic)
    await asyncio.sleep(3)  # a quorum queue about a second old did not survive a broker's crash


async def warm(engine: AsyncEngine) -> None:
    """Open every pooled connection, so that no measure pays for connecting."""
    async with AsyncExitStack() as stack:
        for _ in range(RELAY_CONNECTIONS):
            await stack.enter_async_context(engine.connect())


async def waiting(ground: Ground) -> int:
    """How many rows the outbox still holds."""
    async with ground.engine.connect() as connection:
        return int((await connection.execute(text("SELECT count(*) FROM outbox"))).scalar_one())
