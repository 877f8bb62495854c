"""Tasks that must not end."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

_PAUSE = 1.0  # seconds between two starts of the same task
_log = structlog.get_logger()


async def keep(name: str, run: Callable[[], Awaitable[None]], reset: Callable[[], Awaitable[None]]) -> None:
    """Run for ever: whenever `run` ends or raises, `reset` what it held and start it again."""
    while True:
        try:
            await run()
            _log.error("task-ended", task=name)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            _log.error("task-cancelled-from-inside", task=name)
        except Exception as error:  # noqa: BLE001 - whatever it was, the task must run
            causes = error.exceptions if isinstance(error, ExceptionGroup) else (error,)
            _log.warning("task-failed", task=name, errors=[type(one).__name__ for one in causes])
        await reset()
        await asyncio.sleep(_PAUSE)


async def nothing() -> None:
    """Reset of a task that holds nothing."""
