"""Which message was which page."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, case, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_escalations.domain.effects import Paged
from aftercare_escalations.tables import pages

_COLUMNS = tuple(pages.c[one.name] for one in fields(Paged))


class Pages:
    """Pages, in one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, paged: Sequence[Paged], *, called: Sequence[Paged] = (), now: datetime) -> None:
        """Keep pages by the ids of their messages; some are followed by a call already."""
        if paged:
            rows = [asdict(one) | {"called_at": now if one in called else None} for one in paged]
            await self._connection.execute(insert(pages).values(rows).on_conflict_do_nothing())

    async def of_call(self, call_id: UUID) -> Paged | None:
        """The page that a call follows, or none."""
        query = select(*_COLUMNS).where(pages.c.call_id == call_id)
        return _paged((await self._connection.execute(query)).mappings().one_or_none())

    async def to_call(self, limit: int, now: datetime) -> Sequence[UUID]:
        """Pages whose readers are to be called now, the longest due first."""
        query = select(pages.c.message_id).where(_to_call(now)).order_by(pages.c.call_at).limit(limit)
        return (await self._connection.execute(query)).scalars().all()

    async def claim_call(self, message_id: UUID, now: datetime) -> Paged | None:
        """A page whose reader is to be called, by us alone; none when somebody else was quicker."""
        return await self._mark(pages.c.message_id == message_id, _to_call(now), called_at=now)

    async def unreported(self, limit: int, within: timedelta) -> Sequence[UUID]:
        """Pages of which nothing was heard for so long of real time, the oldest first."""
        query = select(pages.c.message_id).where(_unreported(within)).order_by(pages.c.created_at)
        return (await self._connection.execute(query.limit(limit))).scalars().all()

    async def fall_silent(self, message_id: UUID, within: timedelta, now: datetime) -> Paged | None:
        """Say once of a page that nothing was heard of it: its reader is called now, if nobody has yet."""
        return await self._mark(
            pages.c.message_id == message_id, _unreported(within), silent_at=now, call_at=now
        )

    async def deliver(self, message_id: UUID, now: datetime) -> None:
        """Mark a page as delivered, if it is one of ours."""
        await self._mark(pages.c.message_id == message_id, pages.c.delivered_at.is_(None), delivered_at=now)

    async def fail(self, message_id: UUID, now: datetime) -> Paged | None:
        """Mark a page as failed, whose reader is to be called at once if at all.

        None when the message is no page of ours, or has failed before.
        """
        sooner = case((pages.c.call_at.is_not(None), func.least(pages.c.call_at, now)))
        return await self._mark(
            pages.c.message_id == message_id, pages.c.failed_at.is_(None), failed_at=now, call_at=sooner
        )

    async def _mark(self, *which: ColumnElement[bool], **values: object) -> Paged | None:
        statement = update(pages).where(*which).values(**values).returning(*_COLUMNS)
        return _paged((await self._connection.execute(statement)).mappings().one_or_none())


def _to_call(now: datetime) -> ColumnElement[bool]:
    return (pages.c.call_at <= now) & pages.c.called_at.is_(None)


def _unreported(within: timedelta) -> ColumnElement[bool]:
    unheard = pages.c.delivered_at.is_(None) & pages.c.failed_at.is_(None) & pages.c.silent_at.is_(None)
    return unheard & (pages.c.created_at <= func.now() - within)


def _paged(row: RowMapping | None) -> Paged | None:
    return None if row is None else Paged(**row)
