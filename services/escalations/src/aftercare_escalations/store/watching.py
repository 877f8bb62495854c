"""What should not be, for the watchdog."""

from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_chassis.tables import outbox
from aftercare_contracts import NotPagedReason
from aftercare_escalations.domain.case import State
from aftercare_escalations.domain.watch import Watch
from aftercare_escalations.tables import cases, drills, pages

GRACE = timedelta(minutes=1)  # before anything counts as left undone


async def watch(connection: AsyncConnection, now: datetime, deliver_within: timedelta) -> Watch:
    """How things stand: cases by the clock, pages and events under way by PostgreSQL's real time."""
    late = now - GRACE
    calls = (
        select(func.count()).select_from(pages).where(pages.c.call_at <= late, pages.c.called_at.is_(None))
    )
    due = select(func.count()).select_from(cases).where(cases.c.state != State.CLOSED, cases.c.due_at <= late)
    stuck = select(func.count()).select_from(outbox).where(outbox.c.created_at <= func.now() - GRACE)
    return Watch(
        unpaged=await _number(connection, _unpaged(late)),
        unsent=sum([await _number(connection, query) for query in (calls, due, stuck)]),
        undelivered=await _number(connection, _undelivered(deliver_within)),
        drill_missed=bool(await _number(connection, _missed())),
    )


def _unpaged(late: datetime) -> Select[int]:
    """Cases that are to be paged, in whose round nobody has been, or where there is nobody."""
    nobody = or_(
        (func.cardinality(cases.c.turns) == 0) & (cases.c.opened_at <= late),
        cases.c.unpaged == NotPagedReason.NOBODY_ON_CALL,
    )
    to_be_paged = (cases.c.state == State.OPEN) & cases.c.next_page_at.is_not(None)
    return select(func.count()).select_from(cases).where(to_be_paged, nobody)


def _undelivered(deliver_within: timedelta) -> Select[int]:
    """Cases that are open, where the pages of the round should have arrived and none is known to have."""
    this_round = (pages.c.round == cases.c.round) & ~pages.c.news
    joined = cases.join(pages, pages.c.case_id == cases.c.case_id)
    should_have = func.min(pages.c.created_at) <= func.now() - deliver_within
    in_vain = (
        select(cases.c.case_id)
        .select_from(joined)
        .where(cases.c.state == State.OPEN, this_round)
        .group_by(cases.c.case_id)
        .having(should_have, func.count(pages.c.delivered_at) == 0)
    )
    return select(func.count()).select_from(in_vain.subquery())


def _missed() -> Select[int]:
    """Clinics whose last test page was missed, and has not been answered since."""
    newest = select(drills).ext(distinct_on(drills.c.clinic_id))
    last = newest.order_by(drills.c.clinic_id, drills.c.started_at.desc()).subquery()
    return (
        select(func.count())
        .select_from(last)
        .where(last.c.missed_at.is_not(None), last.c.answered_at.is_(None))
    )


async def last_answered(connection: AsyncConnection) -> datetime | None:
    """When a test page was last answered, or none."""
    found: datetime | None = (await connection.execute(select(func.max(drills.c.answered_at)))).scalar()
    return found


async def _number(connection: AsyncConnection, query: Select[int]) -> int:
    return (await connection.execute(query)).scalar_one()
