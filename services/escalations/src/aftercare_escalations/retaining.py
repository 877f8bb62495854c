"""What escalations keeps, and what of it may go when its time is over: never a case that is open."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_chassis.retention import BATCH, Cutoff, Rule, removing
from aftercare_escalations.domain.case import State
from aftercare_escalations.tables import cases, codes, concerns, courses, drills, pages

_concerns = removing(concerns, concerns.c.raised_at)


async def _closed(connection: AsyncConnection, cutoff: Cutoff) -> int:
    """Closed cases with all that belongs to them, and the concerns of their time."""
    old = select(cases.c.case_id).where(cases.c.state == State.CLOSED, cutoff.passed(cases.c.kept_at))
    query = old.order_by(cases.c.kept_at).limit(BATCH).with_for_update(skip_locked=True)
    ids = list((await connection.execute(query)).scalars())
    for table in (pages, courses, codes, cases):
        await connection.execute(delete(table).where(table.c.case_id.in_(ids)))
    return len(ids) + await _concerns(connection, cutoff)


KEEPS = (
    Rule(kind="closed-cases", sweep=_closed),
    Rule(kind="drills", sweep=removing(drills, drills.c.expires_at)),
)
