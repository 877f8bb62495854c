"""Texts of which nobody can say whether the carrier has them."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import RowMapping, and_, func, or_, select, update

from aftercare_chassis import UnitOfWork
from aftercare_contracts import Purpose
from aftercare_notifications.domain.lookups import Doubt
from aftercare_notifications.domain.progress import State
from aftercare_notifications.tables import messages


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
            select(messages, (func.now() - messages.c.claimed_at).label("waited"))
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

    async def others(self, doubt: Doubt) -> Sequence[str]:
        """The bodies of the other texts to the same number that are in doubt, or under way."""
        query = (
            select(messages.c.body_sent)
            .where(messages.c.state.in_((State.SENDING, State.UNKNOWN)))
            .where(messages.c.number == doubt.number, messages.c.message_id != doubt.message_id)
        )
        return [body for body in (await self._connection.execute(query)).scalars() if body is not None]

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
        purpose=Purpose(row["purpose"]),
        number=row["number"],
        via=row["via"],
        body=row["body_sent"],
        claimed_at=row["claimed_at"],
        waited=row["waited"],
        attempt=row["attempts"],
        misses=row["misses"],
        blind=row["blind"],
    )
