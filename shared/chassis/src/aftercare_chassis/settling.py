"""Answering for a message: the one middleware that says what a failure means."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

import aio_pika
import structlog
from aio_pika.abc import AbstractIncomingMessage
from faststream import BaseMiddleware
from faststream.message import StreamMessage
from faststream.rabbit import RabbitMessage

from aftercare_chassis import metrics, topology
from aftercare_chassis.failures import Verdict, verdict
from aftercare_chassis.publisher import Publisher, PublishFailed

_ATTEMPT = "x-aftercare-attempt"
_log = structlog.get_logger()


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
        attempt = _attempts_so_far(raw) + 1
        decision = verdict(error, attempt)
        queue = self.context.get_local("handler_").queue.name
        metrics.FAILED.labels(queue, decision).inc()
        _log.warning("message-failed", queue=queue, message_id=raw.message_id,
                     error=type(error).__name__, attempt=attempt, verdict=decision)  # fmt: skip
        try:
            await self._carry_out(decision, msg, queue, attempt, error)
        except PublishFailed:
            await asyncio.sleep(1)
            await msg.reject(requeue=True)

    async def _carry_out(
        self, decision: Verdict, msg: RabbitMessage, queue: str, attempt: int, error: Exception
    ) -> None:
        match decision:
            case Verdict.RETURN:
                await msg.reject(requeue=True)
                return
            case Verdict.RETRY:
                delay = topology.DELAYS[min(attempt, len(topology.DELAYS)) - 1]
                again = _copy(msg.raw_message, {_ATTEMPT: attempt})
                await self._publisher.publish(topology.delay_name(delay), queue, again)
            case Verdict.BURY:
                grave = _copy(msg.raw_message, _epitaph(queue, attempt, error))
                await self._publisher.publish(topology.GRAVEYARD, queue, grave)
            case Verdict.DONE:
                pass
        await msg.ack()


def _attempts_so_far(raw: AbstractIncomingMessage) -> int:
    count = raw.headers.get(_ATTEMPT)
    return count if isinstance(count, int) else 0


def _epitaph(queue: str, attempt: int, error: Exception) -> dict[str, Any]:
    """Why a message was buried: no message text, which could hold what a patient wrote."""
    return {"x-aftercare-queue": queue, "x-aftercare-error": type(error).__name__, _ATTEMPT: attempt}


def _copy(raw: AbstractIncomingMessage, headers: dict[str, Any]) -> aio_pika.Message:
    return aio_pika.Message(
        raw.body,
        content_type=raw.content_type,
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        message_id=raw.message_id,
        correlation_id=raw.correlation_id,
        type=raw.type,
        headers={name: value for name, value in raw.headers.items() if not name.startswith("x-death")}
        | headers,
    )
