"""One row after another, so that a bad one never holds up its neighbours."""

from collections.abc import Awaitable, Callable

import structlog

from aftercare_chassis import UnitOfWork, Works, metrics
from aftercare_chassis.failures import heals

_log = structlog.get_logger()


async def singly(works: Works, act: Callable[[UnitOfWork], Awaitable[None]], *, job: str, of: object) -> bool:
    """Act in a unit of work of its own; false when that could not be done, which is logged.

    Trouble that is not the row's, as a database that is away, is raised.
    """
    try:
        async with works.begin() as work:
            await act(work)
    except Exception as error:
        if heals(error):
            raise
        metrics.JOB_FAILED.labels(job).inc()
        _log.error("row-left-aside", job=job, of=str(of), error=type(error).__name__)
        return False
    return True
