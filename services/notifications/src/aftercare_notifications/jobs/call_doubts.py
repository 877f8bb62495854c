"""Calls that we lost sight of: the carrier is asked what it has, and how far it has come."""

from datetime import timedelta
from functools import partial

from sqlalchemy import RowMapping

from aftercare_chassis import UnitOfWork, Works
from aftercare_notifications.domain.calls import Dial, MadeCall, made_at
from aftercare_notifications.gateways.carrier import CarrierUnreachable
from aftercare_notifications.gateways.telephone import Telephone
from aftercare_notifications.jobs.singly import singly
from aftercare_notifications.store import CallProgress, Calls

_BATCH = 20


class CallReconciler:
    """Looks up what is in doubt; `lease` is longer than any request to the carrier takes."""

    def __init__(self, telephone: Telephone, *, lease: timedelta) -> None:
        self._telephone = telephone
        self._lease = lease

    async def run(self, works: Works) -> bool:
        """Look up one batch; true when there may be more."""
        async with works.begin() as work:
            doubts = await Calls(work).claim_doubts(_BATCH, self._lease)
        for doubt in doubts:
            made = await self._made(doubt)
            await singly(works, partial(_settle, doubt, made), of=doubt["call_id"])
        return len(doubts) == _BATCH

    async def _made(self, doubt: RowMapping) -> list[MadeCall]:
        """What may be it, the oldest first; nothing when the list cannot be had: twice is better than not."""
        try:
            dial = Dial(call_id=doubt["call_id"], number=doubt["number"], attempt=doubt["attempts"])
            listed = await self._telephone.called(dial)
        except CarrierUnreachable:
            return []
        return [one for one in reversed(listed) if made_at(one, doubt["claimed_at"])]


async def _settle(doubt: RowMapping, made: list[MadeCall], work: UnitOfWork) -> None:
    known = await Calls(work).known([one.sid for one in made])
    free = [one for one in made if one.sid not in known]
    if free:
        await CallProgress(work).reported(doubt["call_id"], free[0].sid, free[0].status)
    else:
        await CallProgress(work).not_made(doubt["call_id"], doubt["attempts"])


class CallFollower:
    """Asks how the calls ended of which the carrier has told us nothing more."""

    def __init__(self, telephone: Telephone) -> None:
        self._telephone = telephone

    async def run(self, works: Works) -> bool:
        """Ask about one batch; true when there may be more, and the carrier answers."""
        async with works.begin() as work:
            unheard = await Calls(work).claim_unheard(_BATCH)
        for row in unheard:
            try:
                made = await self._telephone.find(row["sid"])
            except CarrierUnreachable:
                return False
            if made is not None:
                await singly(works, partial(_hear, row, made), of=row["call_id"])
        return len(unheard) == _BATCH


async def _hear(row: RowMapping, made: MadeCall, work: UnitOfWork) -> None:
    await CallProgress(work).reported(row["call_id"], made.sid, made.status)
