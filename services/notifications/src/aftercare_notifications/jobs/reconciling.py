"""Texts of which nobody can say whether they were sent: the carrier is asked what it has."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from aftercare_chassis import UnitOfWork, Works
from aftercare_notifications.domain.lookups import Adopt, Doubt, LookAgain, SendAgain, judge
from aftercare_notifications.domain.outcomes import Listed
from aftercare_notifications.gateways.carrier import Carrier, CarrierUnreachable
from aftercare_notifications.jobs.singly import singly
from aftercare_notifications.store import Doubts, Messages, Progress

_BATCH = 20


class Reconciler:
    """Looks up what is in doubt; `lease` is longer than any request to the carrier takes."""

    def __init__(self, carrier: Carrier, *, lease: timedelta) -> None:
        self._carrier = carrier
        self._lease = lease

    async def run(self, works: Works) -> bool:
        """Look up one batch; true when there may be more."""
        async with works.begin() as work:
            doubts = await Doubts(work).claim(_BATCH, self._lease)
        if not doubts:
            return False
        lists = await asyncio.gather(*(self._listed(doubt) for doubt in doubts))
        for doubt, listed in zip(doubts, lists, strict=True):
            await singly(works, partial(_settle, doubt, listed), of=doubt.message_id)
        return len(doubts) == _BATCH

    async def _listed(self, doubt: Doubt) -> Sequence[Listed] | None:
        try:
            return await self._carrier.sent_to(doubt.number, doubt.via)
        except CarrierUnreachable:
            return None


async def _settle(doubt: Doubt, listed: Sequence[Listed] | None, work: UnitOfWork) -> None:
    free = None if listed is None else await _free(doubt, listed, work)
    match judge(doubt, free, others=await Doubts(work).others(doubt)):
        case Adopt(copy):
            await Progress(work).accepted(
                doubt.message_id,
                doubt.attempt,
                copy.sid,
                copy.status,
                code=copy.code,
                account_sid=copy.account_sid,
            )
        case SendAgain(blind, repeat):
            await Progress(work).not_sent(doubt.message_id, doubt.attempt, blind=blind, repeat=repeat)
        case LookAgain(after):
            await Doubts(work).look_again(doubt, after, missed=listed is not None)


async def _free(doubt: Doubt, listed: Sequence[Listed], work: UnitOfWork) -> list[Listed]:
    """Without those that belong to other texts of ours."""
    owners = await Messages(work).owners(one.sid for one in listed)
    return [one for one in listed if owners.get(one.sid, doubt.message_id) == doubt.message_id]
