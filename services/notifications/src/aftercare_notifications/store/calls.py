"""Calls from the moment they are asked for, each for one process alone while it is made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Interval, RowMapping, and_, func, or_, select, type_coerce, update
from sqlalchemy.dialects.postgresql import insert

from aftercare_chassis import UnitOfWork
from aftercare_contracts import CallRequested, Party, PartyKind
from aftercare_notifications.domain.calling import CallFacts
from aftercare_notifications.domain.calls import FIRST_QUESTION, GIVEN_UP, CallState, Dial
from aftercare_notifications.store.contacts import contact
from aftercare_notifications.tables import calls, contacts


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCall:
    """A call whose turn it is, with what bears on it."""

    row: RowMapping
    facts: CallFacts


class Calls:
    """Rows of one unit of work."""

    def __init__(self, work: UnitOfWork) -> None:
        self._connection = work.connection
        self._now = work.now

    async def add(self, event: CallRequested) -> None:
        """Keep a call that is asked for; one that is kept already stays as it is."""
        row = event.model_dump(
            include={"call_id", "clinic_id", "correlation_id", "language", "expires_at"}
        ) | {
            "party_kind": event.party.kind,
            "party_id": event.party.id,
            "script": event.script.model_dump(),
            "requested_at": event.occurred_at,
        }
        await self._connection.execute(insert(calls).values(row).on_conflict_do_nothing())

    async def due(self, limit: int) -> list[DueCall]:
        """Up to `limit` calls that nobody else is at, the oldest first, locked for us alone."""
        query = (
            select(calls, (func.now() - calls.c.created_at).label("waited"))
            .where(calls.c.state == CallState.REQUESTED, calls.c.not_before <= func.now())
            .order_by(calls.c.created_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = (await self._connection.execute(query)).mappings().all()
        return [DueCall(row=row, facts=await self._facts(row)) for row in rows]

    async def ask_again(self, call_id: UUID, after: timedelta) -> None:
        """A call waits a span of real time."""
        await self.change(call_id, not_before=func.now() + after)

    async def claim(self, dials: Sequence[Dial]) -> None:
        """Calls go to the carrier now."""
        for dial in dials:
            await self.change(
                dial.call_id,
                state=CallState.PLACING,
                number=dial.number,
                attempts=calls.c.attempts + 1,
                claimed_at=func.now(),
            )

    async def claim_doubts(self, limit: int, lease: timedelta) -> Sequence[RowMapping]:
        """Calls of which nobody can say whether they were made, ours while the lease lasts."""
        forsaken = and_(calls.c.state == CallState.PLACING, calls.c.claimed_at < func.now() - lease)
        doubtful = and_(calls.c.state == CallState.UNKNOWN, calls.c.not_before <= func.now())
        query = select(calls).where(or_(forsaken, doubtful)).order_by(calls.c.claimed_at).limit(limit)
        rows = (await self._connection.execute(query.with_for_update(skip_locked=True))).mappings().all()
        for row in rows:
            await self.change(row["call_id"], state=CallState.UNKNOWN, not_before=func.now() + lease)
        return rows

    async def claim_unheard(self, limit: int) -> Sequence[RowMapping]:
        """Calls to ask about now; each is asked about again when it is twice as old, until it is given up."""
        under_way = calls.c.state.in_((CallState.QUEUED, CallState.RINGING, CallState.PICKED_UP))
        old = calls.c.claimed_at.between(func.now() - GIVEN_UP, func.now() - FIRST_QUESTION)
        query = select(calls).where(
            under_way, old, calls.c.not_before <= func.now(), calls.c.sid.is_not(None)
        )
        query = query.order_by(calls.c.claimed_at).limit(limit).with_for_update(skip_locked=True)
        rows = (await self._connection.execute(query)).mappings().all()
        for row in rows:
            await self.change(row["call_id"], not_before=func.now() + (func.now() - calls.c.claimed_at))
        return rows

    async def locked(self, call_id: UUID) -> RowMapping | None:
        """A call, locked until the unit of work ends, or none."""
        query = select(calls).where(calls.c.call_id == call_id).with_for_update()
        return (await self._connection.execute(query)).mappings().one_or_none()

    async def change(self, call_id: UUID, **values: object) -> None:
        """Set columns of a call."""
        await self._connection.execute(update(calls).where(calls.c.call_id == call_id).values(**values))

    async def known(self, sids: Sequence[str]) -> set[str]:
        """Those of the carrier's calls that belong to one of ours."""
        query = select(calls.c.sid).where(calls.c.sid.in_(sids))
        return {sid for sid in (await self._connection.execute(query)).scalars() if sid is not None}

    async def oldest(self) -> timedelta:
        """How long, in real time, the oldest call waits that is not with the carrier."""
        ours = calls.c.state.in_((CallState.REQUESTED, CallState.PLACING, CallState.UNKNOWN))
        age = type_coerce(func.now() - func.min(calls.c.created_at), Interval)
        found: timedelta | None = (await self._connection.execute(select(age).where(ours))).scalar()
        return found or timedelta(0)

    async def withdraw(self, correlation_id: UUID, by: UUID, at: datetime) -> None:
        """What was asked for until then about a case is of no more use; `by` may be in the call just now."""
        until_then = and_(calls.c.correlation_id == correlation_id, calls.c.requested_at <= at)
        not_in_it = or_(calls.c.party_id != by, calls.c.state == CallState.REQUESTED)
        query = update(calls).where(until_then, not_in_it, calls.c.withdrawn_at.is_(None))
        await self._connection.execute(query.values(withdrawn_at=self._now))

    async def erase(self, party: Party) -> None:
        """Leave of all calls to a party only that there were some."""
        theirs = and_(calls.c.party_kind == party.kind, calls.c.party_id == party.id)
        await self._connection.execute(update(calls).where(theirs).values(number=None))

    async def _facts(self, row: RowMapping) -> CallFacts:
        query = select(contacts).where(
            contacts.c.party_kind == row["party_kind"], contacts.c.party_id == row["party_id"]
        )
        found = (await self._connection.execute(query)).mappings().one_or_none()
        return CallFacts(
            contact=None if found is None else contact(found),
            expires_at=row["expires_at"],
            withdrawn=row["withdrawn_at"] is not None,
            waited=row["waited"],
        )


def called(row: RowMapping) -> Party:
    """Whom a call goes to."""
    return Party(kind=PartyKind(row["party_kind"]), id=row["party_id"])
