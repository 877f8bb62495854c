"""Answering for a message: the one middleware that says what a failure means."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any, Self, cast

import aio_pika
import structlog
from aio_pika.abc import AbstractIncomingMessage
from faststream import BaseMiddleware
from faststream.message import StreamMessage
from faststream.rabbit import RabbitMessage

from aftercare_chassis import metrics, topology
from aftercare_chassis.failures import Verdict, heals, verdict
from aftercare_chassis.publisher import Publisher, PublishFailed

_ATTEMPTS = "x-aftercare-attempts"
_FAULTS = "x-aftercare-faults"
_LONGEST_PAUSE = 30  # seconds
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """How often a message was tried, and how many of its failures waiting does not heal."""

    attempts: int
    faults: int

    @classmethod
    def of(cls, raw: AbstractIncomingMessage, error: Exception) -> Self:
        """The count after this failure."""
        return cls(attempts=_count(raw, _ATTEMPTS) + 1, faults=_count(raw, _FAULTS) + (not heals(error)))

    def headers(self) -> dict[str, Any]:
        """As it travels with the message."""
        return {_ATTEMPTS: self.attempts, _FAULTS: self.faults}


class Failures(BaseMiddleware[Any, Any]):
    """Acknowledges what is done, delays what may heal, buries what cannot be read; nothing is dropped."""

    def __init__(self, msg: Any, /, *, context: Any, publisher: Publisher) -> None:
        super().__init__(msg, context=context)
        self._publisher = publisher

    async def consume_scope(self, call_next: Callable[[Any], Awaitable[Any]], msg: StreamMessage[Any]) -> Any:
        """Handle one message and answer for it."""
        message = cast("RabbitMessage", msg)
        try:
            await call_next(msg)
        except Exception as error:  # noqa: BLE001 - the one place that decides
            await self._settle(message, error)
        else:
            await message.ack()

    async def _settle(self, msg: RabbitMessage, error: Exception) -> None:
        raw = msg.raw_message
        tried = Tried.of(raw, error)
        decision = verdict(error, tried.faults)
        queue = self.context.get_local("handler_").queue.name
        metrics.FAILED.labels(queue, decision).inc()
        _log.warning("message-failed", queue=queue, message_id=raw.message_id,
                     error=type(error).__name__, attempt=tried.attempts, verdict=decision)  # fmt: skip
        pauses = chain((1, 2, 5, 10), repeat(_LONGEST_PAUSE))
        # Giving it back would count towards the delivery limit: it stays in hand until the broker has it.
        while not await self._carry_out(decision, msg, queue, tried, error):  # noqa: ASYNC110
            await asyncio.sleep(next(pauses))

    async def _carry_out(
        self, decision: Verdict, msg: RabbitMessage, queue: str, tried: Tried, error: Exception
    ) -> bool:
        try:
            match decision:
                case Verdict.RETURN:
                    await msg.reject(requeue=True)
                    return True
                case Verdict.RETRY:
                    delay = topology.DELAYS[min(tried.attempts, len(topology.DELAYS)) - 1]
                    again = _copy(msg.raw_message, tried.headers())
                    await self._publisher.publish(topology.delay_name(delay), queue, again)
                case Verdict.BURY:
                    grave = _copy(msg.raw_message, tried.headers() | _epitaph(queue, error))
                    await self._publisher.publish(topology.GRAVEYARD, queue, grave)
                case Verdict.DONE:
                    pass
        except PublishFailed:
            return False
        await msg.ack()
        return True


def _epitaph(queue: str, error: Exception) -> dict[str, Any]:
    """Why a message was buried: no message text, which could hold what a patient wrote."""
    return {"x-aftercare-queue": queue, "x-aftercare-error": type(error).__name__}


def _count(raw: AbstractIncomingMessage, header: str) -> int:
    count = raw.headers.get(header)
    return count if isinstance(count, int) else 0


def _copy(raw: AbstractIncomingMessage, headers: dict[str, Any]) -> aio_pika.Message:
    return aio_pika.Message(
        raw.body,
        content_type=raw.content_type,
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        message_id=raw.message_id,
        correlation_id=raw.correlation_id,
        type=raw.type,
        timestamp=raw.timestamp or time.time(),  # when it failed first
        headers={name: value for name, value in raw.headers.items() if not name.startswith("x-death")}
        | headers,
    )
