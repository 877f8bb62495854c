"""What became of a call: each step is written and told in one act, so that it is told once."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import RowMapping, func, text

from aftercare_chassis import UnitOfWork
from aftercare_contracts import CallAnswered, CallEnded, CallResult
from aftercare_notifications.domain.call_errors import is_our_own_fault, is_transient, reason_of
from aftercare_notifications.domain.calls import (
    CALL_STATUSES,
    FIRST_LOOK,
    KEYS,
    REASONS,
    CallState,
    is_ours,
    is_step,
)
from aftercare_notifications.gateways import metrics
from aftercare_notifications.store.calls import Calls, called

# Doubling from a second to half a minute, and never all at the same moment.
_LATER = text(
    "now() + least(power(2, least(calls.attempts, 6) - 1), 30) * (0.75 + random() / 2) * interval '1 second'"
)


class CallProgress:
    """Steps of one unit of work."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._calls = Calls(work)

    async def reported(self, call_id: UUID, sid: str, status: str, code: int | None = None) -> bool:
        """The carrier says how far one of its calls has come; false when we know of none such.

        Of a call that was made twice, the end of the first says nothing while the second may still ring.
        """
        row = await self._calls.locked(call_id)
        if row is None:
            return False
        if status not in CALL_STATUSES:
            metrics.STRANGE_REPORTS.labels("call-status").inc()
        state, result = CALL_STATUSES.get(status, (CallState.QUEUED, None))
        if row["sid"] is None:
            await self._calls.change(call_id, sid=sid)
        elif row["sid"] != sid and result is not None:
            return True
        if is_step(CallState(row["state"]), state):
            await self._step(row, state, result, code)
        return True

    async def pressed(self, call_id: UUID, key: str) -> None:
        """Somebody pressed a key that says what they will do; said again only when it is another."""
        row = await self._calls.locked(call_id)
        if row is None or row["key"] == key:
            return
        await self._calls.change(call_id, key=key)
        decision = KEYS[key]
        self._work.say(CallAnswered(**self._told(row), decision=decision, answered_at=self._work.now))

    async def refused(self, call_id: UUID, attempt: int, code: int, *, spare: bool) -> None:
        """The carrier would not make the call, and said why; `spare` if we have another number to try."""
        row = await self._calls.locked(call_id)
        if row is None or not _is_at(row, attempt):
            return
        if is_transient(code) or (spare and is_our_own_fault(code)):
            await self.not_made(call_id, attempt)
        else:
            await self.ended(row, CallResult.FAILED, code=code, reason=reason_of(code))

    async def not_made(self, call_id: UUID, attempt: int) -> None:
        """The carrier does not have the call, or none that we can find: it is due again a little later."""
        await self._change_ours(call_id, attempt, state=CallState.REQUESTED, not_before=_LATER)

    async def in_doubt(self, call_id: UUID, attempt: int, after: timedelta = FIRST_LOOK) -> None:
        """Nobody can say whether the carrier has the call: it is to be looked up."""
        await self._change_ours(call_id, attempt, state=CallState.UNKNOWN, not_before=func.now() + after)

    async def ended(
        self, row: RowMapping, result: CallResult, *, code: int | None = None, reason: str | None = None
    ) -> None:
        """The call is over, or will not be made."""
        await self._calls.change(row["call_id"], state=CallState.ENDED, result=result, code=code)
        metrics.CALLS.labels(result).inc()
        why = reason or REASONS[result]
        self._work.say(CallEnded(**self._told(row), result=result, code=code, reason=why))

    async def _step(
        self, row: RowMapping, state: CallState, result: CallResult | None, code: int | None
    ) -> None:
        if result is None:
            await self._calls.change(row["call_id"], state=state)
            return
        pressed = result is CallResult.NO_KEY and row["key"] is not None
        await self.ended(row, CallResult.PRESSED if pressed else result, code=code)

    async def _change_ours(self, call_id: UUID, attempt: int, **values: object) -> None:
        row = await self._calls.locked(call_id)
        if row is not None and _is_at(row, attempt):
            await self._calls.change(call_id, **values)

    def _told(self, row: RowMapping) -> dict[str, object]:
        return {
            "event_id": self._work.new_id(),
            "clinic_id": row["clinic_id"],
            "occurred_at": self._work.now,
            "correlation_id": row["correlation_id"],
            "call_id": row["call_id"],
            "party": called(row),
        }


def _is_at(row: RowMapping, attempt: int) -> bool:
    """Whether a call is still at this attempt; news of an older one must not undo what came after it."""
    return is_ours(CallState(row["state"])) and bool(row["attempts"] == attempt)
