"""Texts that the carrier has taken, and of which it has not said how they ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, update

from aftercare_chassis import UnitOfWork
from aftercare_notifications.domain.following import GIVEN_UP
from aftercare_notifications.domain.progress import State
from aftercare_notifications.tables import copies, messages


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A text whose end is not known, by its own name and the carrier's; no account is the first one."""

    message_id: UUID
    sid: str
    account_sid: str | None
    state: State


class Unsettled:
    """Rows of one unit of work."""

    def __init__(self, work: UnitOfWork) -> None:
        self._connection = work.connection

    async def claim(self, limit: int) -> Sequence[Open]:
        """Texts to ask about now; each is asked about again when it is twice as old, until it is given up."""
        query = (
            select(messages.c.message_id)
            .where(messages.c.state.in_((State.QUEUED, State.SENT)), messages.c.sid.is_not(None))
            .where(messages.c.claimed_at > func.now() - GIVEN_UP, messages.c.not_before <= func.now())
            .order_by(messages.c.claimed_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        statement = (
            update(messages)
            .where(messages.c.message_id.in_(query))
            .values(not_before=func.now() + (func.now() - messages.c.claimed_at))
            .returning(messages.c.message_id, messages.c.sid, messages.c.state)
        )
        rows = (await self._connection.execute(statement)).all()
        accounts = select(copies.c.sid, copies.c.account_sid).where(
            copies.c.sid.in_([row.sid for row in rows])
        )
        found = {row.sid: row.account_sid for row in await self._connection.execute(accounts)}
        return [
            Open(
                message_id=row.message_id,
                sid=row.sid,
                account_sid=found.get(row.sid),
                state=State(row.state),
            )
            for row in rows
        ]
