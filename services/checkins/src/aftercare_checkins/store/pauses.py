"""With whom a person talks just now."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_checkins.tables import pauses


class Pauses:
    """Pauses of automated texts in one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def extend(self, party_id: UUID, ends_at: datetime) -> None:
        """Let a party's pause last until then, or longer when it does already."""
        statement = insert(pauses).values(party_id=party_id, ends_at=ends_at)
        longest = func.greatest(pauses.c.ends_at, statement.excluded.ends_at)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["party_id"], set_={"ends_at": longest})
        )

    async def any_of(self, *party_ids: UUID, now: datetime) -> bool:
        """Whether automated texts pause for one of these parties."""
        query = select(pauses.c.party_id).where(pauses.c.party_id.in_(party_ids), pauses.c.ends_at > now)
        return (await self._connection.execute(query.limit(1))).scalar() is not None

    async def forget(self, party_id: UUID) -> None:
        """Erase that anybody talked with a party."""
        await self._connection.execute(pauses.delete().where(pauses.c.party_id == party_id))
