"""A clinic's rota as a calendar."""

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import RowMapping

from aftercare_chassis import UnitOfWork
from aftercare_console.domain.rota import Rota
from aftercare_console.gateways.calendars import feed
from aftercare_console.store.clinics import Clinics

_DAY, _BEHIND, _AHEAD = timedelta(days=1), timedelta(weeks=1), timedelta(weeks=8)


async def calendar_of(work: UnitOfWork, clinic: RowMapping, rota: Rota) -> bytes:
    """Who is on call, from the Monday of last week until eight weeks from now."""
    # From a Monday on: a shift that is cut at the beginning would have another name in every feed.
    monday = datetime.combine(work.now.date() - work.now.weekday() * _DAY - _BEHIND, time(0), UTC)
    stretches = rota.roster.stretches(monday, work.now + _AHEAD, clinic["timezone"])
    names = await Clinics(work.connection).staff_names()
    return feed(f"{clinic['name']}: on call", stretches, names, work.now)
