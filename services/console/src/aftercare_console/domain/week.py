"""The week ahead, day by day, as a page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from aftercare_contracts import Stretch

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Who is on call for a while of a day, by the clinic's clock; `ends` is 24:00 at the end of it."""

    starts: str
    ends: str
    people: tuple[UUID, ...]
    now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekday:
    """A day, and who is on call in it."""

    on: date
    holiday: bool
    pieces: tuple[Piece, ...]


def days_of(
    stretches: Iterable[Stretch], timezone: str, now: datetime, holidays: Iterable[date]
) -> tuple[Weekday, ...]:
    """Stretches cut at every midnight of the clinic."""
    zone, holidays = ZoneInfo(timezone), frozenset(holidays)
    days: dict[date, list[Piece]] = {}
    for one in stretches:
        begins = one.starts_at
        while begins < one.ends_at:
            on = begins.astimezone(zone).date()
            midnight = datetime.combine(on + _DAY, time(0), zone)
            ends = min(one.ends_at, midnight.astimezone(one.ends_at.tzinfo))
            piece = Piece(
                starts=f"{begins.astimezone(zone):%H:%M}",
                ends="24:00" if ends == midnight else f"{ends.astimezone(zone):%H:%M}",
                people=one.people,
                now=begins <= now < ends,
            )
            days.setdefault(on, []).append(piece)
            begins = ends
    return tuple(
        Weekday(on=on, holiday=on in holidays, pieces=tuple(pieces)) for on, pieces in sorted(days.items())
    )
