"""Polite hours in every zone that somebody may be in."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aftercare_contracts import Hours

_HORIZON = timedelta(days=8)  # a week has one of each day; what is not open by then never is

_TELLING = timedelta(hours=6)


def known_zones(names: Iterable[str | None]) -> tuple[str, ...]:
    """Those of the names that are zones, each once."""
    return tuple(dict.fromkeys(name for name in names if name is not None and _exists(name)))


def tell_something(zones: Sequence[str], now: datetime) -> bool:
    """Whether zones lie so close that they say where somebody is: +1 800 may be in Guam or in Bermuda."""
    offsets = [now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0) for zone in zones]
    return bool(offsets) and max(offsets) - min(offsets) <= _TELLING


def next_opening(now: datetime, hours: Hours, zones: Sequence[str]) -> datetime | None:
    """`now` when the window is open in all zones, else when it next is; none when it never is."""
    moment = now
    while moment - now < _HORIZON:
        opens = max(hours.next_opening(moment, zone) for zone in zones)
        if opens == moment:
            return moment
        moment = opens
    return None


def closing(now: datetime, hours: Hours, zones: Sequence[str]) -> datetime:
    """When the window that is open in all zones closes in the first of them."""
    return min(hours.closing(now.astimezone(ZoneInfo(zone)).date(), zone) for zone in zones)


def _exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
