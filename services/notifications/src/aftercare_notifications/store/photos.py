"""Photos, from the carrier's hands to nobody's; each step is written and told in one act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Interval, RowMapping, func, insert, select, type_coerce, update

from aftercare_chassis import UnitOfWork
from aftercare_contracts import Party, PartyKind, PhotoErased, PhotoKept, PhotoMissed
from aftercare_notifications.domain.forms import Inbound
from aftercare_notifications.domain.photos import ON_REQUEST, OUT_OF_TIME, PhotoState, photo_id
from aftercare_notifications.tables import photos

_FREE = photos.c.not_before <= func.now()
_NOT_ERASED = photos.c.state != PhotoState.ERASED
_EVERYTHING_BUT_CONTENT = [column for column in photos.c if column.name != "content"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A photo as staff see it."""

    media_type: str
    content: bytes
    position: int


class Photos:
    """Rows of one unit of work."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def expect(
        self, arrived: Inbound, party: Party, *, clinic_id: str, reply_id: UUID, correlation_id: UUID
    ) -> None:
        """Keep that photos came with a text, to be fetched."""
        common = {
            "message_sid": arrived.sid,
            "clinic_id": clinic_id,
            "correlation_id": correlation_id,
            "reply_id": reply_id,
            "party_kind": party.kind,
            "party_id": party.id,
            "received_at": self._work.now,
        }
        places = [
            {**common, "photo_id": photo_id(arrived.sid, one), "position": one}
            for one in range(arrived.photos)
        ]
        await self._work.connection.execute(insert(photos), places)

    async def claim_waiting(self, limit: int, lease: timedelta) -> Sequence[RowMapping]:
        """Photos to fetch now, each for one process alone while the lease lasts."""
        return await self._claim(photos.c.state == PhotoState.WAITING, limit, lease)

    async def claim_left(self, limit: int, lease: timedelta) -> Sequence[RowMapping]:
        """Photos that the carrier is to forget, each for one process alone while the lease lasts."""
        left = photos.c.at_carrier & photos.c.state.in_((PhotoState.KEPT, PhotoState.ERASED))
        return await self._claim(left, limit, lease)

    async def assign(self, message_sid: str, media_sids: Sequence[str]) -> None:
        """Give each photo of a message a file of its own, as far as there are any."""
        here = photos.c.message_sid == message_sid
        query = select(photos.c.photo_id, photos.c.media_sid).where(here).order_by(photos.c.position)
        rows = (await self._work.connection.execute(query.with_for_update())).all()
        given = {row.media_sid for row in rows}
        free = [sid for sid in media_sids if sid not in given]
        for row, sid in zip([row for row in rows if row.media_sid is None], free, strict=False):
            await self._change(row.photo_id, media_sid=sid)

    async def waiting(self, identity: UUID) -> RowMapping | None:
        """A photo that is still to be fetched, locked until the unit of work ends; none when it is not."""
        age = type_coerce(func.now() - photos.c.created_at, Interval).label("age")
        query = select(*_EVERYTHING_BUT_CONTENT, age).where(
            photos.c.photo_id == identity, photos.c.state == PhotoState.WAITING
        )
        return (await self._work.connection.execute(query.with_for_update())).mappings().one_or_none()

    async def keep(self, row: RowMapping, media_type: str, content: bytes) -> None:
        """The photo is ours, and the carrier's copy is to go."""
        kept = {"state": PhotoState.KEPT, "media_type": media_type, "content": content, "attempts": 0}
        await self._change(row["photo_id"], not_before=func.now(), **kept)
        self._work.say(PhotoKept(**self._told(row)))

    async def miss(self, row: RowMapping, reason: str, state: PhotoState) -> None:
        """The photo cannot be shown, so far or for good."""
        await self._change(row["photo_id"], state=state, told=True)
        self._work.say(PhotoMissed(**self._told(row), reason=reason))

    async def later(self, identity: UUID, after: timedelta) -> None:
        """Nobody looks at a photo for a span of real time."""
        await self._change(identity, not_before=func.now() + after)

    async def left_carrier(self, identity: UUID) -> None:
        """The carrier has no copy any more."""
        await self._change(identity, at_carrier=False)

    async def erase(self, party: Party) -> None:
        """Leave of what came from a party only that something did."""
        theirs = (photos.c.party_kind == party.kind) & (photos.c.party_id == party.id)
        await self._erase(theirs, ON_REQUEST)

    async def erase_with(self, message_sids: Sequence[str]) -> None:
        """Leave of what came with these texts only that something did."""
        await self._erase(photos.c.message_sid.in_(message_sids), ON_REQUEST)

    async def expire(self, before: datetime, limit: int) -> int:
        """Erase up to a number of photos that came before a moment of the clock; how many there were."""
        old = select(photos.c.photo_id).where(photos.c.received_at < before, _NOT_ERASED)
        old = old.order_by(photos.c.received_at).limit(limit).with_for_update(skip_locked=True)
        return await self._erase(photos.c.photo_id.in_(old), OUT_OF_TIME)

    async def shown(self, identity: UUID) -> Shown | None:
        """A photo to be looked at, or none."""
        query = select(photos.c.media_type, photos.c.content, photos.c.position).where(
            photos.c.photo_id == identity, photos.c.state == PhotoState.KEPT
        )
        row = (await self._work.connection.execute(query)).mappings().one_or_none()
        return None if row is None else Shown(**row)

    async def real_time(self) -> int:
        """The Unix time by PostgreSQL's clock, which passes are counted in."""
        return int(
            (await self._work.connection.execute(select(func.extract("epoch", func.now())))).scalar_one()
        )

    async def _claim(self, which: ColumnElement[bool], limit: int, lease: timedelta) -> Sequence[RowMapping]:
        query = select(photos.c.photo_id).where(which, _FREE).order_by(photos.c.not_before).limit(limit)
        statement = (
            update(photos)
            .where(photos.c.photo_id.in_(query.with_for_update(skip_locked=True)))
            .values(attempts=photos.c.attempts + 1, not_before=func.now() + lease)
            .returning(*_EVERYTHING_BUT_CONTENT)
        )
        return (await self._work.connection.execute(statement)).mappings().all()

    async def _erase(self, which: ColumnElement[bool], reason: str) -> int:
        gone = {"state": PhotoState.ERASED, "content": None, "attempts": 0, "not_before": func.now()}
        statement = update(photos).where(which, _NOT_ERASED).values(gone).returning(*_EVERYTHING_BUT_CONTENT)
        rows = (await self._work.connection.execute(statement)).mappings().all()
        for row in rows:
            self._work.say(PhotoErased(**self._told(row), reason=reason))
        return len(rows)

    async def _change(self, identity: UUID, **values: Any) -> None:
        statement = update(photos).where(photos.c.photo_id == identity).values(**values)
        await self._work.connection.execute(statement)

    def _told(self, row: RowMapping) -> dict[str, Any]:
        return {
            "event_id": self._work.new_id(),
            "clinic_id": row["clinic_id"],
            "occurred_at": self._work.now,
            "correlation_id": row["correlation_id"],
            "photo_id": row["photo_id"],
            "reply_id": row["reply_id"],
            "party": Party(kind=PartyKind(row["party_kind"]), id=row["party_id"]),
            "position": row["position"],
        }
