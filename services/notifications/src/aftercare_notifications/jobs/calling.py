"""Calls on their way to the carrier: each is claimed, asked for, and what came of it is written."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from aftercare_chassis import UnitOfWork, Works
from aftercare_contracts import CallResult
from aftercare_notifications.domain.calling import decide_call
from aftercare_notifications.domain.calls import Dial
from aftercare_notifications.domain.decisions import AskAgain, Drop, Refuse, Send
from aftercare_notifications.domain.outcomes import Accepted, NotSent, Outcome, Refused, Unknown
from aftercare_notifications.gateways.telephone import Telephone
from aftercare_notifications.jobs.singly import singly
from aftercare_notifications.store import CallProgress, Calls, DueCall

_AT_ONCE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placing:
    dial: Dial
    attempt: int
    claimed_at: float


class Caller:
    """Makes the calls that are due; `held_up` is how late it may ask for one that it has claimed.

    `ways` is how many numbers of ours there are to call from.
    """

    def __init__(self, telephone: Telephone, *, held_up: timedelta, ways: int) -> None:
        self._telephone = telephone
        self._held_up = held_up.total_seconds()
        self._ways = ways

    async def run(self, works: Works) -> bool:
        """One batch; true when there may be more."""
        async with works.begin() as work:
            due = await Calls(work).due(_AT_ONCE)
            placing = await self._settle(due, work)
        outcomes = await asyncio.gather(*(self._place(one) for one in placing))
        for one, outcome in zip(placing, outcomes, strict=True):
            await singly(works, partial(self._record, one, outcome), of=one.dial.call_id)
        return len(due) == _AT_ONCE

    async def _settle(self, due: Sequence[DueCall], work: UnitOfWork) -> list[_Placing]:
        progress, calls = CallProgress(work), Calls(work)
        placing: list[_Placing] = []
        for one in due:
            call_id = one.row["call_id"]
            match decide_call(work.now, one.facts):
                case Send(number=number):
                    attempt = one.row["attempts"] + 1
                    dial = Dial(call_id=call_id, number=number, attempt=attempt)
                    placing.append(_Placing(dial=dial, attempt=attempt, claimed_at=time.monotonic()))
                case AskAgain(after):
                    await calls.ask_again(call_id, after)
                case Refuse(reason):
                    await progress.ended(one.row, CallResult.FAILED, reason=reason)
                case Drop(reason):
                    await progress.ended(one.row, CallResult.NOT_MADE, reason=reason)
        await calls.claim([one.dial for one in placing])
        return placing

    async def _place(self, one: _Placing) -> Outcome:
        # Whoever was held up for so long lets it go: another process may have taken it over.
        if time.monotonic() - one.claimed_at > self._held_up:
            return NotSent(reason="HeldUp")
        try:
            return await self._telephone.call(one.dial)
        except Exception as error:  # noqa: BLE001 - whatever it is, what came of the call must be said
            return Unknown(reason=type(error).__name__)

    async def _record(self, one: _Placing, outcome: Outcome, work: UnitOfWork) -> None:
        progress, call_id = CallProgress(work), one.dial.call_id
        match outcome:
            case Accepted():
                await progress.reported(call_id, outcome.sid, outcome.status)
            case Refused():
                await progress.refused(call_id, one.attempt, outcome.code, spare=one.attempt < self._ways)
            case NotSent():
                await progress.not_made(call_id, one.attempt)
            case Unknown():
                await progress.in_doubt(call_id, one.attempt)
