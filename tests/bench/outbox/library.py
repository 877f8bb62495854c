"""Candidate A: faststream-outbox, relaying to RabbitMQ as its documentation teaches."""

import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from faststream.rabbit import Channel, ExchangeType, RabbitBroker, RabbitExchange
from faststream.rabbit.response import RabbitResponse
from faststream_outbox import (  # type: ignore[import-not-found, unused-ignore]
    ExponentialRetry,
    OutboxBroker,
    make_dlq_table,
    make_outbox_table,
)
from faststream_outbox.annotations import OutboxMessage  # type: ignore[import-not-found, unused-ignore]
from sqlalchemy import MetaData, insert
from sqlalchemy.ext.asyncio import AsyncConnection
from stage import EXCHANGE, Ground, Said

MAX_WORKERS = 20
FETCH_BATCH = 500
FLUSH_BATCH = 20
FETCH_INTERVAL_S = 1.0
quiet = logging.getLogger("library")


def respond(message: Any) -> RabbitResponse:
    """Carry the row's identity over: left alone, every attempt gets a new random message id."""
    return RabbitResponse(
        message.body,
        message_id=message.headers["event_id"],
        message_type=message.headers["topic"],
        correlation_id=message.correlation_id,
        content_type="application/json",
    )


class Library:
    """The stacked relay subscriber, with confirms, mandatory publishing and a retry that never ends."""

    def __init__(self, ground: Ground, metadata: MetaData) -> None:
        self.ground = ground
        self.table = make_outbox_table(metadata, table_name="outbox")
        self.dlq = make_dlq_table(metadata)
        self.outbox = OutboxBroker(
            ground.engine, outbox_table=self.table, dlq_table=self.dlq, logger=quiet, graceful_timeout=5
        )
        self.rabbit = RabbitBroker(
            ground.amqp,
            default_channel=Channel(publisher_confirms=True, on_return_raises=True),
            logger=quiet,
        )
        publisher = self.rabbit.publisher(
            routing_key=ground.topic,
            exchange=RabbitExchange(EXCHANGE, type=ExchangeType.TOPIC, durable=True, declare=False),
            persist=True,
            mandatory=True,
        )
        subscriber = self.outbox.subscriber(
            ground.topic,
            max_workers=MAX_WORKERS,
            fetch_batch_size=FETCH_BATCH,
            terminal_flush_batch_size=FLUSH_BATCH,
            min_fetch_interval=FETCH_INTERVAL_S,
            max_fetch_interval=FETCH_INTERVAL_S,
            retry_strategy=ExponentialRetry(
                initial_delay_seconds=1, max_delay_seconds=60, jitter_factor=0.2, max_attempts=None
            ),
        )
        publisher(subscriber(self._relay_one))

    async def _relay_one(self, message: OutboxMessage) -> RabbitResponse:
        return respond(message)

    async def say(self, connection: AsyncConnection, events: list[Said]) -> None:
        for said in events:
            await self.outbox.publish(
                said.body,
                queue=said.topic,
                headers={"event_id": str(said.event_id), "topic": said.topic},
                session=connection,
            )

    async def say_batch(self, connection: AsyncConnection, events: list[Said]) -> None:
        """Say in one statement; the rows share their headers, so the ids would have to hide in the body."""
        bodies = [said.body for said in events]
        await self.outbox.publish_batch(*bodies, queue=self.ground.topic, session=connection)

    async def fill(self, connection: AsyncConnection, events: list[Said]) -> None:
        rows = [
            {
                "queue": said.topic,
                "payload": said.body,
                "headers": {"event_id": str(said.event_id), "topic": said.topic},
            }
            for said in events
        ]
        await connection.execute(insert(self.table), rows)

    def wake(self) -> None:
        """Do nothing: the INSERT carries a NOTIFY."""

    @asynccontextmanager
    async def relay(self) -> AsyncGenerator[None]:
        await self.rabbit.start()
        await self.outbox.start()
        yield
        await self.outbox.stop()
        await self.rabbit.stop()
