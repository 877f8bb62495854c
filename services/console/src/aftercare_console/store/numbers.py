"""How long cases took, from what is on the timeline."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_console.domain.numbers import Numbers, Spread
from aftercare_contracts import CaseClosed, CaseOpened, CasePaged, CaseTaken, Level

_WEEK = timedelta(weeks=1)
# A case is said to be opened again when its level rises: the last opening tells when the report came that
# counts. Steps before it were about a lesser report.
_QUERY = text("""
with opened as (
    select distinct on (case_id) case_id, body->>'level' as level,
        coalesce((body->>'reported_at')::timestamptz, at) as reported_at
    from timeline
    where topic = :opened and clinic_id = :clinic_id and at >= :since
    order by case_id, revision desc, at desc
), steps as (
    select opened.case_id, topic, timeline.staff_id, timeline.at,
        timeline.at - opened.reported_at as span
    from opened join timeline on timeline.case_id = opened.case_id
    where topic in (:paged, :taken, :closed) and timeline.at >= opened.reported_at
), courses as (
    select case_id,
        min(span) filter (where topic = :paged) as to_page,
        min(span) filter (where topic = :taken) as to_taken,
        min(span) filter (where topic = :closed) as to_closed,
        count(*) filter (where topic = :paged) as pages,
        (array_agg(staff_id order by at) filter (where topic = :paged))[1] as first,
        array_agg(staff_id) filter (where topic = :taken) as takers
    from steps group by case_id
)
select date_trunc('week', reported_at at time zone :timezone)::date as week, level,
    count(*) as cases,
    count(to_closed) as closed,
    percentile_cont(array[0.5, 0.9]) within group (order by to_page) as to_page,
    percentile_cont(array[0.5, 0.9]) within group (order by to_taken) as to_taken,
    percentile_cont(array[0.5, 0.9]) within group (order by to_closed) as to_closed,
    avg(coalesce(pages, 0))::float as pages_per_case,
    avg(case when first = any(takers) then 0 else 1 end)
        filter (where to_closed is not null and first is not null)::float as missed
from opened left join courses using (case_id)
group by week, level
""")


async def numbers_of(
    connection: AsyncConnection, clinic_id: str, timezone: str, *, weeks: int, now: datetime
) -> list[Numbers]:
    """The numbers of a clinic's last weeks by its own calendar, newest week and most urgent level first."""
    facts = {
        "opened": CaseOpened.topic,
        "paged": CasePaged.topic,
        "taken": CaseTaken.topic,
        "closed": CaseClosed.topic,
        "clinic_id": clinic_id,
        "timezone": timezone,
        "since": now - weeks * _WEEK,
    }
    found = [_numbers(row) for row in (await connection.execute(_QUERY, facts)).mappings()]
    return sorted(found, key=lambda one: (one.week, one.level.urgency), reverse=True)


def _numbers(row: RowMapping) -> Numbers:
    spreads: dict[str, Any] = {name: _spread(row[name]) for name in ("to_page", "to_taken", "to_closed")}
    plain = ("week", "cases", "closed", "pages_per_case", "missed")
    return Numbers(level=Level(row["level"]), **{name: row[name] for name in plain}, **spreads)


def _spread(found: list[timedelta | None] | None) -> Spread:
    median, ninetieth = found or (None, None)
    return Spread(median=median, ninetieth=ninetieth)
