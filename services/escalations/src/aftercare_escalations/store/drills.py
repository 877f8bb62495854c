"""Test pages, the newest of which is the one that counts."""

from dataclasses import asdict, fields
from uuid import UUID

from sqlalchemy import RowMapping, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_escalations.domain.drill import Drill
from aftercare_escalations.tables import drills

_COLUMNS = tuple(drills.c[one.name] for one in fields(Drill))


class Drills:
    """Test pages, in one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def has(self, drill_id: UUID) -> bool:
        """Whether a test page was sent already."""
        query = select(drills.c.drill_id).where(drills.c.drill_id == drill_id)
        return (await self._connection.execute(query)).scalar() is not None

    async def add(self, drill: Drill) -> bool:
        """Keep a test page; false when somebody else was quicker."""
        statement = insert(drills).values(asdict(drill)).on_conflict_do_nothing()
        return (await self._connection.execute(statement.returning(drills.c.drill_id))).scalar() is not None

    async def newest(self, clinic_id: str) -> Drill | None:
        """The last test page of a clinic, locked until the unit of work ends, or none."""
        query = select(*_COLUMNS).where(drills.c.clinic_id == clinic_id)
        query = query.order_by(drills.c.started_at.desc()).limit(1).with_for_update()
        return _drill((await self._connection.execute(query)).mappings().one_or_none())

    async def of_call(self, call_id: UUID) -> Drill | None:
        """The test page that a call belongs to, locked, or none."""
        query = select(*_COLUMNS).where(drills.c.call_id == call_id).with_for_update()
        return _drill((await self._connection.execute(query)).mappings().one_or_none())

    async def change(self, drill_id: UUID, **values: object) -> None:
        """Set columns of a test page."""
        await self._connection.execute(update(drills).where(drills.c.drill_id == drill_id).values(**values))


def _drill(row: RowMapping | None) -> Drill | None:
    return None if row is None else Drill(**row)
