"""Texts from the moment they are asked for."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, and_, cast, func, select, update
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH, insert

from aftercare_chassis import UnitOfWork
from aftercare_contracts import MessageRequested, Party, PartyKind, PromptRequested, Purpose
from aftercare_notifications.domain.progress import State
from aftercare_notifications.domain.sending import Lane
from aftercare_notifications.domain.words import clean
from aftercare_notifications.tables import contacts, copies, messages

_LATELY = 20  # pages to a phone among which the code of an answer is looked for
_TAKEN = (State.QUEUED, State.SENT, State.DELIVERED)
# A phone may answer before the carrier's word to us is written down.
_MAY_BE_TAKEN = (State.SENDING, State.UNKNOWN, *_TAKEN)
_NAMED = cast("$.* ? (@.id == $id)", JSONPATH)
_PENDING = (State.REQUESTED, State.SENDING, State.UNKNOWN)


class Messages:
    """Rows of one unit of work."""

    def __init__(self, work: UnitOfWork) -> None:
        self._connection = work.connection
        self._now = work.now

    async def add(self, event: PromptRequested | MessageRequested, lane: Lane) -> None:
        """Keep a text that is asked for; one that is kept already stays as it is."""
        names = event.names if isinstance(event, MessageRequested) else {}
        row = event.model_dump(
            include={"message_id", "clinic_id", "correlation_id", "purpose", "wording", "expires_at"}
        )
        row |= {
            "lane": lane,
            "party_kind": event.party.kind,
            "party_id": event.party.id,
            "text": "" if await self._forgotten(event.party) else clean(event.text),
            "names": {key: party.model_dump(mode="json") for key, party in names.items()},
            "requested_at": event.occurred_at,
            "held_until": self._now,
        }
        await self._connection.execute(insert(messages).values(row).on_conflict_do_nothing())

    async def locked(self, message_id: UUID) -> RowMapping | None:
        """A text, locked until the unit of work ends, or none."""
        query = select(messages).where(messages.c.message_id == message_id).with_for_update()
        return (await self._connection.execute(query)).mappings().one_or_none()

    async def owners(self, sids: Iterable[str]) -> dict[str, UUID]:
        """Of the carrier's texts those that belong to one of ours, and to which."""
        query = select(copies.c.sid, copies.c.message_id).where(copies.c.sid.in_(list(sids)))
        return {row.sid: row.message_id for row in await self._connection.execute(query)}

    async def id_of(self, sid: str) -> UUID | None:
        """The text of which the carrier made this one, or none."""
        return (await self.owners([sid])).get(sid)

    async def link(self, sid: str, message_id: UUID, account_sid: str | None) -> bool:
        """Say that the carrier's text is this one; false when it is another of ours."""
        row = {"sid": sid, "message_id": message_id, "account_sid": account_sid}
        await self._connection.execute(insert(copies).values(row).on_conflict_do_nothing())
        return await self.id_of(sid) == message_id

    async def change(self, message_id: UUID, **values: object) -> None:
        """Set columns of a text."""
        await self._connection.execute(
            update(messages).where(messages.c.message_id == message_id).values(**values)
        )

    async def topic_of(self, party: Party) -> UUID | None:
        """The correlation id of the last text that went to a party, or may have gone, or none."""
        query = (
            select(messages.c.correlation_id)
            .where(_to(party), messages.c.state.in_(_MAY_BE_TAKEN))
            .order_by(messages.c.created_at.desc())
            .limit(1)
        )
        found: UUID | None = (await self._connection.execute(query)).scalar()
        return found

    async def pages_to(self, parties: Sequence[Party]) -> list[str]:
        """The newest pages that went to any of these members of staff, as they were sent."""
        if not parties:
            return []
        query = (
            select(messages.c.body_sent)
            .where(messages.c.party_kind == PartyKind.STAFF, messages.c.purpose == Purpose.PAGE)
            .where(messages.c.party_id.in_([party.id for party in parties]))
            .where(messages.c.state.in_(_TAKEN), messages.c.body_sent.is_not(None))
            .order_by(messages.c.created_at.desc())
            .limit(_LATELY)
        )
        return list((await self._connection.execute(query)).scalars())

    async def pending(self, party: Party) -> Sequence[RowMapping]:
        """The texts to a party that the carrier has not taken, locked until the unit of work ends."""
        query = select(messages).where(_to(party), messages.c.state.in_(_PENDING)).with_for_update()
        return (await self._connection.execute(query)).mappings().all()

    async def under_way(self, message_id: UUID) -> bool:
        """Whether the carrier has yet to take a text, or to refuse it; so it has one that we do not know."""
        query = select(messages.c.state).where(messages.c.message_id == message_id)
        state = (await self._connection.execute(query)).scalar()
        return state is None or state in _PENDING

    async def unname(self, number: str) -> None:
        """Leave out of what was sent to others the number of somebody who asked to be erased."""
        await self._connection.execute(
            update(messages)
            .where(func.strpos(messages.c.body_sent, number) > 0)
            .values(body_sent=func.replace(messages.c.body_sent, number, "a caller"))
        )

    async def erase(self, party: Party) -> None:
        """Leave of all texts to a party only that there were some; in those to others name it no more."""
        gone: dict[str, object] = {"text": "", "names": {}, "number": None, "body_sent": None}
        await self._connection.execute(update(messages).where(_to(party)).values(gone))
        named = func.jsonb_path_exists(messages.c.names, _NAMED, cast({"id": str(party.id)}, JSONB))
        # What is under way is found again at the carrier by its body.
        await self._connection.execute(
            update(messages)
            .where(named, messages.c.body_sent.is_not(None), messages.c.state.not_in(_PENDING))
            .values(body_sent=messages.c.text)
        )

    async def _forgotten(self, party: Party) -> bool:
        query = select(contacts.c.party_id).where(
            contacts.c.party_kind == party.kind,
            contacts.c.party_id == party.id,
            contacts.c.forgotten_at.is_not(None),
        )
        return (await self._connection.execute(query)).scalar() is not None


def party_of(row: RowMapping) -> Party:
    """To whom a text goes."""
    return Party(kind=row["party_kind"], id=row["party_id"])


def _to(party: Party) -> ColumnElement[bool]:
    return and_(messages.c.party_kind == party.kind, messages.c.party_id == party.id)
