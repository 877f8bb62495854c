"""Texts of which the carrier has told us nothing more: it is asked how far they have come.

A status callback is posted once, or a few times within seconds, and may be lost while we are down.
"""

import asyncio
from functools import partial

import structlog

from aftercare_chassis import UnitOfWork, Works
from aftercare_notifications.domain.outcomes import Listed
from aftercare_notifications.domain.progress import CARRIER_STATUSES, is_step
from aftercare_notifications.gateways import metrics
from aftercare_notifications.gateways.carrier import Carrier, CarrierUnreachable
from aftercare_notifications.jobs.singly import singly
from aftercare_notifications.store import Open, Progress, Unsettled

_BATCH = 20
_log = structlog.get_logger()


class Follower:
    """Asks about each text by its sid."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier

    async def run(self, works: Works) -> bool:
        """Ask about one batch; true when there may be more, and the carrier answers."""
        async with works.begin() as work:
            waiting = await Unsettled(work).claim(_BATCH)
        found = await asyncio.gather(*(self._find(one) for one in waiting))
        for one, listed in zip(waiting, found, strict=True):
            if listed is not None:
                await singly(works, partial(_apply, one, listed), of=one.message_id)
        return len(waiting) == _BATCH and any(listed is not None for listed in found)

    async def _find(self, one: Open) -> Listed | None:
        try:
            return await self._carrier.find(one.sid, one.account_sid)
        except CarrierUnreachable:
            return None


async def _apply(one: Open, listed: Listed, work: UnitOfWork) -> None:
    if is_step(one.state, CARRIER_STATUSES.get(listed.status, one.state)):
        metrics.LOST_REPORTS.inc()
        _log.warning("status-report-was-lost", message_id=str(one.message_id), status=listed.status)
    await Progress(work).reported(
        one.message_id, one.sid, listed.status, listed.code, account_sid=one.account_sid
    )
