"""Looking at what was buried, and giving it another life."""

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from aftercare_chassis import topology
from aftercare_chassis.connecting import connected


@dataclass(frozen=True, slots=True, kw_only=True)
class Grave:
    """A buried message: which, from which queue, and why; nothing of what is in it."""

    message_id: str
    queue: str
    reason: str


async def graves(amqp_url: str) -> list[Grave]:
    """All that is buried, oldest first; it stays buried."""
    found: list[Grave] = []
    async with _opened(amqp_url) as channel:
        async for message in _each(channel):
            found.append(_grave(message))
            await _publish(channel, topology.GRAVEYARD, found[-1].queue, message)
            await message.ack()
    return found


# What is older may come again after its inbox row is gone (kept for 200 days at least): only by name.
TOO_OLD = timedelta(days=180)


async def replay(amqp_url: str, message_id: str | None = None) -> int:
    """Put one message, or all not too old, back into the queue it came from; returns how many went."""
    count = 0
    async with _opened(amqp_url) as channel:
        async for message in _each(channel):
            grave = _grave(message)
            wanted = not _too_old(message) if message_id is None else message_id == grave.message_id
            await _publish(channel, topology.RETRY if wanted else topology.GRAVEYARD, grave.queue, message)
            await message.ack()
            count += wanted
    return count


async def body(amqp_url: str, message_id: str) -> str | None:
    """What is in a buried message, which may be what a patient wrote; none when it is not buried."""
    found: str | None = None
    async with _opened(amqp_url) as channel:
        async for message in _each(channel):
            if message.message_id == message_id:
                found = message.body.decode(errors="replace")
            await _publish(channel, topology.GRAVEYARD, _grave(message).queue, message)
            await message.ack()
    return found


async def discard(amqp_url: str, message_id: str) -> int:
    """Throw a buried message away for good; how many there were of this id."""
    count = 0
    async with _opened(amqp_url) as channel:
        async for message in _each(channel):
            if message.message_id == message_id:
                count += 1
            else:
                await _publish(channel, topology.GRAVEYARD, _grave(message).queue, message)
            await message.ack()
    return count


@asynccontextmanager
async def _opened(amqp_url: str) -> AsyncIterator[AbstractChannel]:
    async with connected(amqp_url) as connection:
        yield await connection.channel(publisher_confirms=True, on_return_raises=True)


async def _each(channel: AbstractChannel) -> AsyncIterator[AbstractIncomingMessage]:
    """Each message once: as many as there are now, for what is put back comes to the end of the queue."""
    queue = await channel.declare_queue(topology.GRAVEYARD, passive=True)
    for _ in range(queue.declaration_result.message_count or 0):
        message = await queue.get(fail=False)
        if message is None:
            return
        yield message


async def _publish(
    channel: AbstractChannel, exchange: str, queue: str, message: AbstractIncomingMessage
) -> None:
    keep = {name: value for name, value in message.headers.items() if not name.startswith("x-death")}
    if exchange == topology.RETRY:
        keep = {name: value for name, value in keep.items() if not name.startswith("x-aftercare")}
    copy = aio_pika.Message(
        message.body,
        content_type=message.content_type,
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        message_id=message.message_id,
        correlation_id=message.correlation_id,
        type=message.type,
        timestamp=_failed_at(message),
        headers=keep,
    )
    target = await channel.get_exchange(exchange, ensure=False)
    await target.publish(copy, queue, mandatory=True)


def _too_old(message: AbstractIncomingMessage) -> bool:
    failed_at = _failed_at(message)
    return failed_at is not None and time.time() - failed_at.timestamp() > TOO_OLD.total_seconds()


def _failed_at(message: AbstractIncomingMessage) -> datetime | None:
    """When it failed first; real time, as an inbox row is kept by."""
    died_at = _death(message).get("time")
    return message.timestamp or (died_at if isinstance(died_at, datetime) else None)


def _death(message: AbstractIncomingMessage) -> Mapping[str, Any]:
    deaths = message.headers.get("x-death")
    return deaths[0] if isinstance(deaths, list) and deaths and isinstance(deaths[0], dict) else {}


def _grave(message: AbstractIncomingMessage) -> Grave:
    death = _death(message)
    return Grave(
        message_id=message.message_id or "",
        queue=str(message.headers.get("x-aftercare-queue") or death.get("queue") or message.routing_key),
        reason=str(message.headers.get("x-aftercare-error") or death.get("reason") or "unknown"),
    )
