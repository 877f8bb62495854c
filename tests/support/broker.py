"""Looking into RabbitMQ as an operator would."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

import aio_pika
from aio_pika.abc import AbstractIncomingMessage

from aftercare_chassis import topology
from aftercare_chassis.connecting import connected
from aftercare_contracts import Event
from aftercare_demo.servers import Servers


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker:
    """A vhost of a broker, by its address."""

    url: str

    async def messages_in(self, queue: str) -> list[AbstractIncomingMessage]:
        """Take all messages that wait in a queue."""
        async with connected(self.url) as connection:
            channel = await connection.channel()
            found = await channel.get_queue(queue, ensure=False)
            taken = []
            while (message := await found.get(fail=False)) is not None:
                await message.ack()
                taken.append(message)
            return taken

    async def publish(self, event: Event, **changed: object) -> None:
        """Publish an event as its service would, or with some of its properties or its body changed."""
        properties = {
            "body": event.model_dump_json().encode(),
            "message_id": str(event.event_id),
            "type": event.topic,
            "delivery_mode": aio_pika.DeliveryMode.PERSISTENT,
            **changed,
        }
        async with connected(self.url) as connection:
            channel = await connection.channel()
            exchange = await channel.get_exchange(topology.EVENTS, ensure=False)
            await exchange.publish(aio_pika.Message(**properties), event.topic)  # type: ignore[arg-type]


@asynccontextmanager
async def open_broker(servers: Servers) -> AsyncIterator[Broker]:
    """A vhost that nobody else uses, with our policies."""
    name = f"test-{uuid4().hex[:12]}"
    user = servers.amqp_url.split("://", 1)[1].split(":", 1)[0]
    policies = [{**policy, "vhost": name} for policy in topology.policies()["policies"]]
    permission = {"user": user, "vhost": name, "configure": ".*", "write": ".*", "read": ".*"}
    await servers.import_definitions(
        {"vhosts": [{"name": name}], "permissions": [permission], "policies": policies}
    )
    try:
        yield Broker(url=servers.amqp_url.rsplit("/", 1)[0] + f"/{name}")
    finally:
        await servers.delete_vhost(name)


async def eventually(
    condition: Callable[[], Awaitable[bool]], *, within: float = 90, every: float = 0.02
) -> None:
    """Wait until a condition holds, looking every so many seconds; fails when it does not in time."""
    async with asyncio.timeout(within):
        while not await condition():  # noqa: ASYNC110 - the condition is outside this process
            await asyncio.sleep(every)
