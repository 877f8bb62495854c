"""How often somebody was told lately that they were not understood."""

from datetime import datetime, timedelta

from sqlalchemy import case
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_contracts import StaffReplyReceived
from aftercare_escalations.tables import answers

_SPAN = timedelta(hours=1)
_MOST = 5  # a phone that answers every text by itself must not be answered for ever


class Answers:
    """Answers to texts that were about no case, in one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def may_answer(self, event: StaffReplyReceived, now: datetime) -> bool:
        """Count an answer, and say whether it is one of the few that somebody gets in an hour."""
        statement = insert(answers).values(
            clinic_id=event.clinic_id, staff_id=event.staff_id, since_at=now, count=1
        )
        over = answers.c.since_at <= now - _SPAN
        counted = statement.on_conflict_do_update(
            index_elements=["clinic_id", "staff_id"],
            set_={
                "since_at": case((over, now), else_=answers.c.since_at),
                "count": case((over, 1), else_=answers.c["count"] + 1),
            },
        )
        count: int = (await self._connection.execute(counted.returning(answers.c["count"]))).scalar_one()
        return count <= _MOST
