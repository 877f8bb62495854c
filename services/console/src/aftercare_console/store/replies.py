"""Replies, and whether they have been read for symptoms."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import RowMapping, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_console.tables import replies, timeline
from aftercare_contracts import ReplyReceived

# By the database's clock: how long a service may take does not depend on how fast the days are run.
PATIENCE = timedelta(minutes=2)
_SHOWN = 100


class Replies:
    """Replies, as rows of one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def receive(self, event: ReplyReceived) -> None:
        """Keep that a reply waits to be read, unless it has been."""
        heard = {"event_id": event.event_id, "heard_at": func.now()}
        statement = insert(replies).values(reply_id=event.reply_id, **heard)
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["reply_id"], set_=heard, where=replies.c.event_id.is_(None)
            )
        )

    async def read(self, reply_id: UUID) -> None:
        """Keep that a reply has been read, or was found to be nobody's, even one not heard of yet."""
        statement = insert(replies).values(reply_id=reply_id, read_at=func.now())
        seen = {"read_at": func.coalesce(replies.c.read_at, func.now())}
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["reply_id"], set_=seen)
        )

    async def unread(self) -> Sequence[RowMapping]:
        """The oldest 100 entries of replies that should have been read by now; not those that were erased."""
        query = (
            select(timeline)
            .join(replies, replies.c.event_id == timeline.c.event_id)
            .where(replies.c.read_at.is_(None), replies.c.heard_at < func.now() - PATIENCE)
            .where(timeline.c.body.has_key("words"))
        )
        ordered = query.order_by(timeline.c.at, timeline.c.event_id).limit(_SHOWN)
        return (await self._connection.execute(ordered)).mappings().all()
