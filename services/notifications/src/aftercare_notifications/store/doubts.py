"""Texts of which nobody can say whether the carrier has them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import RowMapping, and_, func, or_, select, update

from aftercare_chassis import UnitOfWork
from aftercare_notifications.domain.progress import State
from aftercare_notifications.domain.sending import Lane
from aftercare_notifications.tables import messages


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """What a lookup needs to know of a text; `misses` is how often it was looked for in vain."""

    message_id: UUID
    lane: Lane
    number: str
    body: str
    claimed_at: datetime
    attempt: int
    misses: int


class Doubts:
    """Rows of one unit of work."""

    def __init__(self, work: UnitOfWork) -> None:
        self._connection = work.connection

    async def claim(self, limit: int, lease: timedelta) -> list[Doubt]:
        """Texts to look up now, ours while the lease lasts: what is in doubt, and what a dead process left.

        Whoever sends is done, one way or the other, before its lease has run out.
        """
        forsaken = and_(messages.c.state == State.SENDING, messages.c.claimed_at < func.now() - lease)
        doubtful = and_(messages.c.state == State.UNKNOWN, messages.c.not_before <= func.now())
        query = (
            select(messages)
            .where(or_(forsaken, doubtful))
            .order_by(messages.c.claimed_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = (await self._connection.execute(query)).mappings().all()
        found = [_doubt(row) for row in rows]
        if found:
            await self._connection.execute(
                update(messages)
                .where(messages.c.message_id.in_([one.message_id for one in found]))
                .values(state=State.UNKNOWN, not_before=func.now() + lease)
            )
        return found

    async def look_again(self, doubt: Doubt, after: timedelta, *, missed: bool) -> None:
        """Look once more after a span of real time."""
        await self._connection.execute(
            update(messages)
            .where(messages.c.message_id == doubt.message_id, messages.c.state == State.UNKNOWN)
            .where(messages.c.attempts == doubt.attempt)
            .values(misses=doubt.misses + int(missed), not_before=func.now() + after)
        )


def _doubt(row: RowMapping) -> Doubt:
    return Doubt(
        message_id=row["message_id"],
        lane=Lane(row["lane"]),
        number=row["number"],
        body=row["body_sent"],
        claimed_at=row["claimed_at"],
        attempt=row["attempts"],
        misses=row["misses"],
    )
