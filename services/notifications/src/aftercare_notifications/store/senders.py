"""Which of our senders each text goes out from."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import RowMapping, bindparam, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from aftercare_chassis import UnitOfWork
from aftercare_contracts import Party
from aftercare_notifications.domain.pools import Pools
from aftercare_notifications.domain.progress import State
from aftercare_notifications.domain.sending import Lane
from aftercare_notifications.store.messages import party_of
from aftercare_notifications.tables import inbound, messages, sticky_senders

_BATCH = 500


class Senders:
    """Rows of one unit of work."""

    def __init__(self, work: UnitOfWork, pools: Pools) -> None:
        self._connection = work.connection
        self._pools = pools

    async def assign(self, lane: Lane) -> None:
        """Give each text of a lane that has none the sender that its reader is always texted from."""
        query = (
            select(messages)
            .where(messages.c.state == State.REQUESTED, messages.c.lane == lane, messages.c.sender.is_(None))
            .limit(_BATCH)  # unordered: to sort a hundred thousand of them for each batch would hold pages up
            .with_for_update(skip_locked=True)
        )
        rows = (await self._connection.execute(query)).mappings().all()
        if not rows:
            return
        found = await self._of(rows)
        statement = (
            update(messages)
            .where(messages.c.message_id == bindparam("b_message_id"))
            .values(sender=bindparam("b_sender"))
        )
        await self._connection.execute(
            statement, [{"b_message_id": one["message_id"], "b_sender": found[party_of(one)]} for one in rows]
        )

    async def release(self) -> None:
        """Texts that wait for a sender which is not ours any more are given another."""
        known = [one.address for one in self._pools.senders]
        gone = messages.c.sender.is_not(None) & messages.c.sender.not_in(known)
        await self._connection.execute(
            update(messages).where(messages.c.state == State.REQUESTED, gone).values(sender=None)
        )

    async def _of(self, rows: Sequence[RowMapping]) -> Mapping[Party, str]:
        clinics = {party_of(one): one["clinic_id"] for one in rows}
        kept = await self._kept(clinics)
        lost = {party for party in clinics if self._pools.named(kept.get(party)) is None}
        if not lost:
            return kept
        texted = await self._texted(lost)
        chosen = {
            party: self._pools.choose(clinics[party], party.id, texted=texted.get(party)).address
            for party in lost
        }
        values = [
            {"party_kind": party.kind, "party_id": party.id, "sender": sender}
            for party, sender in sorted(chosen.items(), key=lambda one: one[0].id)
        ]
        statement = insert(sticky_senders).values(values)
        statement = statement.on_conflict_do_update(
            index_elements=["party_kind", "party_id"],
            set_={"sender": statement.excluded.sender},
            where=sticky_senders.c.sender.not_in([one.address for one in self._pools.senders]),
        )
        await self._connection.execute(statement)
        return {**chosen, **await self._kept(clinics)}

    async def _texted(self, parties: Iterable[Party]) -> dict[Party, str]:
        """The number of ours that each of the parties texted last."""
        keys = [(one.kind, one.id) for one in parties]
        query = (
            select(inbound.c.party_kind, inbound.c.party_id, inbound.c.to_number)
            .where(tuple_(inbound.c.party_kind, inbound.c.party_id).in_(keys))
            .order_by(inbound.c.created_at)
        )
        found = (await self._connection.execute(query)).mappings()
        return {party_of(one): one["to_number"] for one in found}

    async def _kept(self, parties: Iterable[Party]) -> dict[Party, str]:
        keys = [(one.kind, one.id) for one in parties]
        query = select(sticky_senders).where(
            tuple_(sticky_senders.c.party_kind, sticky_senders.c.party_id).in_(keys)
        )
        found = (await self._connection.execute(query)).mappings()
        return {party_of(one): one["sender"] for one in found}
