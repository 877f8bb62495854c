"""What stands in RabbitMQ: declared by a job of its own before any traffic, never by a service."""

from datetime import timedelta
from typing import Any

from aio_pika.abc import AbstractChannel, ExchangeType

from aftercare_chassis.connecting import connected
from aftercare_contracts import HEARS, Event

EVENTS = "aftercare.events"
RETRY = "aftercare.retry"
GRAVEYARD = "aftercare.graveyard"
DELAYS = (
    timedelta(seconds=1),
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
)
_QUORUM: dict[str, Any] = {"x-queue-type": "quorum"}
_DELIVERY_LIMIT = 50  # crashes with a message in hand before it is buried; innocents share a prefetch


def queue_name(service: str, event_type: type[Event]) -> str:
    """The queue from which a service hears a type of event."""
    return f"{service}.{event_type.topic}"


def delay_name(delay: timedelta) -> str:
    """The exchange, and the queue behind it, where a message waits before it is tried again."""
    return f"aftercare.delay.{int(delay.total_seconds())}s"


async def declare(amqp_url: str) -> None:
    """Declare all exchanges, queues and bindings; raises when one stands there with other arguments."""
    async with connected(amqp_url) as connection:
        channel = await connection.channel()
        await _declare_graveyard(channel)
        events = await channel.declare_exchange(EVENTS, ExchangeType.TOPIC, durable=True)
        retry = await channel.declare_exchange(RETRY, ExchangeType.DIRECT, durable=True)
        for delay in DELAYS:
            await _declare_delay(channel, delay)
        for service, heard in HEARS.items():
            for event_type in heard:
                name = queue_name(service, event_type)
                queue = await channel.declare_queue(name, durable=True, arguments=_QUORUM)
                await queue.bind(events, event_type.topic)
                await queue.bind(retry, name)


async def _declare_graveyard(channel: AbstractChannel) -> None:
    exchange = await channel.declare_exchange(GRAVEYARD, ExchangeType.FANOUT, durable=True)
    queue = await channel.declare_queue(GRAVEYARD, durable=True, arguments=_QUORUM)
    await queue.bind(exchange)


async def _declare_delay(channel: AbstractChannel, delay: timedelta) -> None:
    name = delay_name(delay)
    exchange = await channel.declare_exchange(name, ExchangeType.FANOUT, durable=True)
    arguments = {
        **_QUORUM,
        "x-message-ttl": int(delay.total_seconds() * 1000),
        "x-dead-letter-exchange": RETRY,
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }
    queue = await channel.declare_queue(name, durable=True, arguments=arguments)
    await queue.bind(exchange)


def policies(vhost: str = "/") -> dict[str, Any]:
    """The limits of the services' queues as RabbitMQ definitions: policies, which can be changed later."""
    services = "|".join(HEARS)
    return {
        "policies": [
            {
                "vhost": vhost,
                "name": "aftercare-queues",
                "pattern": rf"^({services})\.",
                "apply-to": "queues",
                "priority": 1,
                "definition": {
                    "delivery-limit": _DELIVERY_LIMIT,
                    "dead-letter-exchange": GRAVEYARD,
                    "dead-letter-strategy": "at-least-once",
                    "overflow": "reject-publish",
                },
            }
        ]
    }
