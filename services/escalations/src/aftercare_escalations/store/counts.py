"""How things stand, for those who watch over the service."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_contracts import NotPagedReason
from aftercare_escalations.domain.case import State
from aftercare_escalations.tables import cases


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Cases that are not closed, those of them that nobody can be paged about, and the longest delay."""

    open: int
    taken: int
    nobody_on_call: int
    overdue: timedelta


async def count(connection: AsyncConnection, now: datetime) -> Counts:
    """How the cases of all clinics stand."""
    nobody = (cases.c.state == State.OPEN) & (cases.c.unpaged == NotPagedReason.NOBODY_ON_CALL)
    query = select(
        func.count().filter(cases.c.state == State.OPEN).label("open"),
        func.count().filter(cases.c.state == State.TAKEN).label("taken"),
        func.count().filter(nobody).label("nobody_on_call"),
        func.min(cases.c.due_at).label("due_at"),
    ).where(cases.c.state != State.CLOSED)
    row = (await connection.execute(query)).mappings().one()
    return Counts(
        open=row["open"],
        taken=row["taken"],
        nobody_on_call=row["nobody_on_call"],
        overdue=max(now - (row["due_at"] or now), timedelta(0)),
    )
