"""One row after another, so that a bad one never holds up its neighbours."""

from collections.abc import Awaitable, Callable

import structlog

from aftercare_chassis import UnitOfWork, Works
from aftercare_chassis.failures import heals

_log = structlog.get_logger()


async def singly(works: Works, act: Callable[[UnitOfWork], Awaitable[None]], *, of: object) -> None:
    """Act in a unit of work of its own; what `of` cannot be done is logged and left for another time.

    Trouble that is not the row's, as a database that is away, is raised.
    """
    try:
        async with works.begin() as work:
            await act(work)
    except Exception as error:
        if heals(error):
            raise
        _log.error("row-left-aside", of=str(of), error=type(error).__name__)
