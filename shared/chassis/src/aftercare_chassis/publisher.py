"""Publishing that is confirmed, routed and in time, or raises."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractConnection, DeliveryMode, HeadersType

from aftercare_chassis import topology
from aftercare_chassis.connecting import connect, disconnect
from aftercare_chassis.outbox import Letter
from aftercare_chassis.supervision import cancelled_by_us


class PublishFailed(Exception):
    """The broker did not confirm: it may or may not have the message."""


class Publisher:
    """A connection of its own for publishing, so that a blocked publisher never holds up acknowledgements."""

    def __init__(self, url: str, *, timeout: float = 10.0) -> None:
        self._url = url
        self._timeout = timeout
        self._connection: AbstractConnection | None = None
        self._channel: AbstractChannel | None = None
        self._opening = asyncio.Lock()

    async def publish(self, exchange: str, routing_key: str, message: aio_pika.Message) -> None:
        """Return once the broker has stored the message in a queue; raises PublishFailed otherwise."""
        async with self._in_time():
            channel = await self._open()
            target = await channel.get_exchange(exchange, ensure=False)
            await target.publish(message, routing_key, mandatory=True)

    @asynccontextmanager
    async def _in_time(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._timeout):
                yield
        except asyncio.CancelledError as error:
            # aiormq cancels a pending publish when the connection dies; that is not our own cancellation.
            if cancelled_by_us():
                raise
            raise PublishFailed(repr(error)) from error
        except Exception as error:
            raise PublishFailed(repr(error)) from error

    async def publish_all(self, letters: Sequence[Letter]) -> list[bool]:
        """Publish events side by side and say of each whether the broker has it.

        Raises PublishFailed when there is no broker to publish to.
        """
        if letters:
            async with self._in_time():
                await self._open()
        published = await asyncio.gather(*(self._publish_letter(one) for one in letters))
        if letters and not any(published):
            await self.close()
        return published

    async def _publish_letter(self, letter: Letter) -> bool:
        message = aio_pika.Message(
            letter.body.encode(),
            content_type="application/json",
            delivery_mode=DeliveryMode.PERSISTENT,
            message_id=str(letter.event_id),
            correlation_id=str(letter.correlation_id),
            type=letter.topic,
            headers=dict[str, HeadersType](letter.headers),  # type: ignore[arg-type]
        )
        try:
            await self.publish(topology.EVENTS, letter.topic, message)
        except PublishFailed:
            return False
        return True

    async def _open(self) -> AbstractChannel:
        async with self._opening:
            if self._channel is None or self._channel.is_closed:
                await self._disconnect()
                self._connection = await connect(self._url, within=self._timeout)
                self._channel = await self._connection.channel(publisher_confirms=True, on_return_raises=True)
            return self._channel

    async def close(self) -> None:
        """Drop the connection; the next publish opens another."""
        async with self._opening:
            await self._disconnect()

    async def _disconnect(self) -> None:
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            await disconnect(connection)
