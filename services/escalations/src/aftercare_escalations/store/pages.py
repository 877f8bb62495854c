"""Which message was which page."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_escalations.tables import pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Paged:
    """A page that was asked for."""

    message_id: UUID
    case_id: UUID
    staff_id: UUID
    round: int
    news: bool
    paged_at: datetime


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
        names = (pages.c.message_id, pages.c.case_id, pages.c.staff_id, pages.c.round, pages.c.news,
                 pages.c.paged_at)  # fmt: skip
        statement = (
            update(pages)
            .where(pages.c.message_id == message_id, pages.c.failed_at.is_(None))
            .values(failed_at=now)
            .returning(*names)
        )
        row = (await self._connection.execute(statement)).mappings().one_or_none()
        return None if row is None else Paged(**row)
