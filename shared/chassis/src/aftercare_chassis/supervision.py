"""Tasks that must not end."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog

_PAUSE = 1.0  # seconds between two starts of the same task
_log = structlog.get_logger()


class Ended(Exception):
    """A task that must not end has ended."""


def cancelled_by_us() -> bool:
    """Whether the CancelledError in hand was asked for; a dying AMQP connection raises one that was not."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def endless(run: Coroutine[Any, Any, None]) -> None:
    """Await what must not end; raises Ended when it does, so that its TaskGroup does not go on without it."""
    try:
        await run
    except asyncio.CancelledError:
        if cancelled_by_us():
            raise
    raise Ended


async def keep(name: str, run: Callable[[], Awaitable[None]], reset: Callable[[], Awaitable[None]]) -> None:
    """Run for ever: whenever `run` ends or raises, `reset` what it held and start it again."""
    while True:
        for step in (run, reset):
            try:
                await step()
            except asyncio.CancelledError:
                if cancelled_by_us():
                    raise
                _log.error("task-cancelled-from-inside", task=name)
            except Exception as error:  # noqa: BLE001 - whatever it was, the task must run
                causes = error.exceptions if isinstance(error, ExceptionGroup) else (error,)
                _log.warning("task-failed", task=name, errors=[type(one).__name__ for one in causes])
        await asyncio.sleep(_PAUSE)


async def nothing() -> None:
    """Reset of a task that holds nothing."""
