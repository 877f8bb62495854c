"""Which message was which page."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_escalations.domain.effects import Paged
from aftercare_escalations.tables import pages


class Pages:
    """Pages, in one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, paged: Sequence[Paged]) -> None:
        """Keep pages by the ids of their messages."""
        if paged:
            rows = [asdict(one) for one in paged]
            await self._connection.execute(insert(pages).values(rows).on_conflict_do_nothing())

    async def fail(self, message_id: UUID, now: datetime) -> Paged | None:
        """Mark a page as failed; none when the message is no page of ours, or has failed before."""
        statement = (
            update(pages)
            .where(pages.c.message_id == message_id, pages.c.failed_at.is_(None))
            .values(failed_at=now)
            .returning(*(pages.c[one.name] for one in fields(Paged)))
        )
        row = (await self._connection.execute(statement)).mappings().one_or_none()
        return None if row is None else Paged(**row)
