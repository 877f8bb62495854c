"""All that was ever said, once each."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Text, cast, select, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_console.domain.timeline import Filing
from aftercare_console.store.scope import Scope
from aftercare_console.tables import timeline
from aftercare_contracts import ConcernRaised, Event, MessageDelivered, MessageFailed, Purpose, ReplyReceived

_SORTED = (timeline.c.at, timeline.c.place, timeline.c.revision, timeline.c.event_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page of a timeline ended."""

    at: datetime
    place: int
    revision: int
    event_id: UUID


class Timeline:
    """Entries of the timeline, as rows of one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def append(self, event: Event, filed: Filing, body: Mapping[str, Any]) -> None:
        """Keep an event where it was filed; once, however often it comes."""
        row = {
            **asdict(filed),
            "event_id": event.event_id,
            "clinic_id": event.clinic_id,
            "topic": event.topic,
            "at": event.occurred_at,
            "correlation_id": event.correlation_id,
            "candidates": None if filed.candidates is None else list(filed.candidates),
            "body": body,
        }
        await self._connection.execute(insert(timeline).values(row).on_conflict_do_nothing())

    async def entries(self, scope: Scope, *, after: Place | None, limit: int) -> Sequence[RowMapping]:
        """Entries in scope, oldest first, beginning behind a place."""
        query = select(timeline).where(scope.condition())
        if after is not None:
            query = query.where(
                tuple_(*_SORTED) > tuple_(after.at, after.place, after.revision, after.event_id)
            )
        return (await self._connection.execute(query.order_by(*_SORTED).limit(limit))).mappings().all()

    async def latest(
        self, scope: Scope, limit: int, topics: Sequence[str] | None = None
    ) -> Sequence[RowMapping]:
        """The last entries in scope, of these topics when any are given, oldest first."""
        query = select(timeline).where(scope.condition())
        if topics is not None:
            query = query.where(timeline.c.topic.in_(topics))
        query = query.order_by(*(one.desc() for one in _SORTED)).limit(limit)
        return (await self._connection.execute(query)).mappings().all()[::-1]

    async def newest(self, topics: Sequence[str], limit: int) -> Sequence[RowMapping]:
        """The newest entries of these topics, newest first."""
        query = select(timeline).where(timeline.c.topic.in_(topics)).order_by(timeline.c.at.desc())
        return (await self._connection.execute(query.limit(limit))).mappings().all()

    async def of_party(self, party_id: UUID, topics: Sequence[str]) -> Sequence[RowMapping]:
        """The entries of these topics about a patient or stranger, oldest first."""
        query = select(timeline).where(timeline.c.party_id == party_id, timeline.c.topic.in_(topics))
        return (await self._connection.execute(query.order_by(*_SORTED))).mappings().all()

    async def concerned_since(self, party_id: UUID, at: datetime) -> bool:
        """Whether a concern about a patient or stranger was raised later than that."""
        query = select(timeline.c.event_id).where(
            timeline.c.party_id == party_id, timeline.c.topic == ConcernRaised.topic, timeline.c.at > at
        )
        return (await self._connection.execute(query.limit(1))).scalar() is not None

    async def concerns(self, party_id: UUID, limit: int) -> list[UUID]:
        """The newest concerns about a patient or stranger that have been heard of."""
        about = (timeline.c.party_id == party_id) & (timeline.c.topic == ConcernRaised.topic)
        query = select(timeline.c.body["concern_id"].astext).where(about)
        rows = await self._connection.execute(query.order_by(timeline.c.at.desc()).limit(limit))
        return [UUID(one) for one in rows.scalars()]

    async def safety(self, party_ids: Sequence[UUID]) -> dict[UUID, RowMapping]:
        """What was last told of whether a safety text reached each of these, where anything was told."""
        query = (
            select(timeline)
            .ext(distinct_on(timeline.c.party_id))
            .where(
                timeline.c.party_id.in_(party_ids),
                timeline.c.topic.in_([MessageDelivered.topic, MessageFailed.topic]),
                timeline.c.body["purpose"].astext == Purpose.SAFETY,
            )
            .order_by(timeline.c.party_id, *(one.desc() for one in _SORTED))
        )
        return {row["party_id"]: row for row in (await self._connection.execute(query)).mappings()}

    async def has_reply(self, scope: Scope, reply_id: UUID) -> bool:
        """Whether a reply is in scope."""
        query = select(timeline.c.event_id).where(
            scope.condition(),
            timeline.c.topic == ReplyReceived.topic,
            timeline.c.body["reply_id"].astext == str(reply_id),
        )
        return (await self._connection.execute(query.limit(1))).scalar() is not None

    async def strangers_like(self, patient_id: UUID) -> list[UUID]:
        """Numbers of which this patient may be the writer."""
        query = select(timeline.c.party_id).distinct().where(timeline.c.candidates.contains([patient_id]))
        return [one for one in (await self._connection.execute(query)).scalars() if one is not None]

    async def candidates(self, party_id: UUID) -> list[UUID]:
        """Patients who may be behind a number."""
        query = select(timeline.c.candidates).where(
            timeline.c.party_id == party_id, timeline.c.candidates.is_not(None)
        )
        found = (await self._connection.execute(query)).scalars()
        return list(dict.fromkeys(one for candidates in found for one in candidates))

    async def scrub(self, condition: ColumnElement[bool], fields: Mapping[str, Mapping[str, Any]]) -> None:
        """Take these fields, by topic, out of the bodies of the entries of a condition."""
        for topic, names in fields.items():
            lost = timeline.c.body.op("-", return_type=JSONB())(cast(list(names), ARRAY(Text)))
            await self._connection.execute(
                update(timeline).where(condition, timeline.c.topic == topic).values(body=lost)
            )
