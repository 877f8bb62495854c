"""Parties and how they are reached."""

from collections.abc import Iterable, Mapping

from sqlalchemy import RowMapping, exists, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from aftercare_chassis import UnitOfWork
from aftercare_contracts import Party, PartyKind
from aftercare_notifications.domain.contacts import Contact
from aftercare_notifications.tables import contacts

_PERSONAL = ("number", "given_name", "family_name", "timezone", "language")


class Contacts:
    """Rows of one unit of work."""

    def __init__(self, work: UnitOfWork) -> None:
        self._connection = work.connection
        self._now = work.now

    async def register(self, party: Party, clinic_id: str, revision: int, **known: str) -> bool:
        """Keep a contact; false when it is kept as new or newer, or has been erased."""
        row = {**_key(party), "clinic_id": clinic_id, "revision": revision, **known}
        statement = insert(contacts).values(row)
        statement = statement.on_conflict_do_update(
            index_elements=["party_kind", "party_id"],
            set_=row,
            where=(contacts.c.revision < revision) & contacts.c.forgotten_at.is_(None),
        )
        done = await self._connection.execute(statement.returning(contacts.c.party_id))
        return done.scalar() is not None

    async def keep_stranger(self, party: Party, clinic_id: str, number: str) -> None:
        """Keep how a party that nobody knows can be answered."""
        row = {**_key(party), "clinic_id": clinic_id, "revision": 0, "number": number}
        await self._connection.execute(
            insert(contacts)
            .values(row)
            .on_conflict_do_update(
                index_elements=["party_kind", "party_id"],
                set_={"number": number},
                where=contacts.c.number.is_(None),
            )
        )

    async def erase(self, party: Party, clinic_id: str) -> str | None:
        """Leave of a contact only that it was erased; the number, when nobody else is reached there."""
        known = (await self.get([party])).get(party)
        gone = {**dict.fromkeys(_PERSONAL), "forgotten_at": self._now}
        row = {**_key(party), "clinic_id": clinic_id, "revision": 0, **gone}
        await self._connection.execute(
            insert(contacts)
            .values(row)
            .on_conflict_do_update(index_elements=["party_kind", "party_id"], set_=gone)
        )
        if known is None or known.number is None or await self._anybody_on(clinic_id, known.number):
            return None
        strangers = contacts.c.party_kind == PartyKind.STRANGER
        here = (contacts.c.clinic_id == clinic_id) & (contacts.c.number == known.number)
        await self._connection.execute(update(contacts).where(strangers, here).values(number=None))
        return known.number

    async def get(self, parties: Iterable[Party]) -> Mapping[Party, Contact]:
        """Those of the parties that we have heard of."""
        keys = [(party.kind, party.id) for party in parties]
        query = select(contacts).where(tuple_(contacts.c.party_kind, contacts.c.party_id).in_(keys))
        found = [contact(row) for row in (await self._connection.execute(query)).mappings()] if keys else []
        return {one.party: one for one in found}

    async def on_number(self, clinic_id: str, number: str) -> list[Party]:
        """The patients and staff reached at a number, in a fixed order."""
        query = (
            select(contacts.c.party_kind, contacts.c.party_id)
            .where(contacts.c.clinic_id == clinic_id, contacts.c.number == number)
            .where(contacts.c.party_kind != PartyKind.STRANGER)
            .order_by(contacts.c.party_kind, contacts.c.party_id)
        )
        rows = await self._connection.execute(query)
        return [Party(kind=PartyKind(row.party_kind), id=row.party_id) for row in rows]

    async def clinics_knowing(self, number: str) -> list[str]:
        """The clinics that reach somebody at a number."""
        query = (
            select(contacts.c.clinic_id)
            .where(contacts.c.number == number, contacts.c.party_kind != PartyKind.STRANGER)
            .distinct()
        )
        return list((await self._connection.execute(query)).scalars())

    async def _anybody_on(self, clinic_id: str, number: str) -> bool:
        registered = contacts.c.party_kind != PartyKind.STRANGER
        here = (contacts.c.clinic_id == clinic_id) & (contacts.c.number == number)
        query = select(exists().where(registered, here))
        return bool((await self._connection.execute(query)).scalar())


def contact(row: RowMapping) -> Contact:
    """The contact in a row of its table."""
    return Contact(
        party=Party(kind=PartyKind(row["party_kind"]), id=row["party_id"]),
        number=row["number"],
        given_name=row["given_name"],
        family_name=row["family_name"],
        timezone=row["timezone"],
    )


def _key(party: Party) -> dict[str, object]:
    return {"party_kind": party.kind, "party_id": party.id}
