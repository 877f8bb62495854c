"""Hearing events: FastStream brings them, and a group of each queue handles them."""

import asyncio
from dataclasses import dataclass
from functools import partial

from faststream import AckPolicy
from faststream.rabbit import Channel, RabbitBroker, RabbitMessage, RabbitQueue
from faststream.rabbit.schemas import QueueType
from pydantic import ValidationError

from aftercare_chassis import topology
from aftercare_chassis.connecting import connected
from aftercare_chassis.failures import Unreadable
from aftercare_chassis.group import Group
from aftercare_chassis.handlers import Handlers
from aftercare_chassis.inbox import Received, digest
from aftercare_chassis.publisher import Publisher
from aftercare_chassis.settling import Failures
from aftercare_chassis.supervision import endless
from aftercare_chassis.unit_of_work import Works
from aftercare_contracts import Event

_HEARTBEAT = 10  # seconds; a hung broker is noticed within three of these


def read(message: RabbitMessage, event_type: type[Event]) -> Received[Event]:
    """The event in a message; raises Unreadable."""
    raw = message.raw_message
    if raw.type != event_type.topic:
        raise Unreadable(f"a message of type {raw.type!r} where {event_type.topic} belongs")
    try:
        event = event_type.model_validate_json(message.body)
    except ValidationError as error:
        raise Unreadable(f"not a {event_type.topic}: {error.error_count()} faults") from None
    if raw.message_id != str(event.event_id):
        raise Unreadable("message-id is not the event's id")
    headers = {name: value for name, value in raw.headers.items() if isinstance(value, str)}
    return Received(event=event, digest=digest(message.body), headers=headers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Messages in hand per queue, messages that share a transaction, and seconds to finish when stopping."""

    prefetch: int
    group: int
    drain: float


class Listener:
    """All queues of one service, on a connection of their own."""

    def __init__(
        self,
        url: str,
        service: str,
        handlers: Handlers,
        *,
        works: Works,
        publisher: Publisher,
        limits: Limits,
    ) -> None:
        self.broker = RabbitBroker(
            _with_heartbeat(url),
            middlewares=[partial(Failures, publisher=publisher)],
            apply_types=False,
            graceful_timeout=limits.drain,
            logger=None,
        )
        self._url = url
        self._limits = limits
        self._groups: list[Group] = []
        for event_type in handlers:
            queue = topology.queue_name(service, event_type)
            group = Group(queue, handlers[event_type], works, size=limits.group)
            self._subscribe(group, queue, event_type)

    def _subscribe(self, group: Group, queue: str, event_type: type[Event]) -> None:
        async def hear(message: RabbitMessage) -> None:
            await group.handle(read(message, event_type))

        self.broker.subscriber(
            RabbitQueue(queue, queue_type=QueueType.QUORUM, durable=True, declare=False),
            channel=Channel(prefetch_count=self._limits.prefetch),
            ack_policy=AckPolicy.MANUAL,
            decoder=_as_it_came,
            no_reply=True,
        )(hear)
        self._groups.append(group)

    async def run(self) -> None:
        """Listen until cancelled; raises when the broker cannot be reached or lacks a queue."""
        async with asyncio.TaskGroup() as tasks:
            for group in self._groups:
                tasks.create_task(endless(group.run()))
            await _reachable(self._url)
            await self.broker.start()
            await asyncio.Event().wait()

    async def stop(self) -> None:
        """Finish what is in hand and give the rest back."""
        for group in self._groups:
            group.stop()
        try:
            await self.broker.stop()
        except Exception:  # noqa: BLE001 - the broker went first
            await self.broker.stop()  # the second time there is no transport to fail

    async def healthy(self) -> bool:
        """Whether the connection is up, as far as the client knows."""
        return await self.broker.ping(timeout=1)


async def _reachable(url: str) -> None:
    """Ask first: FastStream leaves a connection that failed to the garbage collector."""
    async with connected(url):
        pass


async def _as_it_came(message: RabbitMessage) -> RabbitMessage:
    return message


def _with_heartbeat(url: str) -> str:
    return url if "heartbeat=" in url else f"{url}{'&' if '?' in url else '?'}heartbeat={_HEARTBEAT}"
