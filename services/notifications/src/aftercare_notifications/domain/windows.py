"""Polite hours in every zone that somebody may be in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from aftercare_contracts import Closed, Hours, local, never, open_day
from aftercare_notifications.domain.rules import Rule, Span

_HORIZON = timedelta(days=40)  # longer than a calendar may be closed; what is not open by then never is
_TELLING = timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When a scheduled text may go: the clinic's hours, within what the rules of a place let it.

    Where the two never meet on a day, as with a clinic that texts from 19:00 and a state that lets nobody
    from 18:00, what the rules let it counts: a text moves, and is not dropped.
    """

    hours: Hours
    rules: tuple[Rule, ...] = ()
    closed: Closed = field(default=never, compare=False)

    def next_opening(self, now: datetime, timezone: str) -> datetime:
        """`now` when the window is open, else the moment in UTC at which it opens next."""
        today = now.astimezone(ZoneInfo(timezone)).date()
        on = open_day(
            today if now < self.closing(today, timezone) else today + timedelta(days=1), self.closed
        )
        return max(now, local(on, self._span(on)[0], timezone))

    def closing(self, on: date, timezone: str) -> datetime:
        """The moment in UTC at which a day's window closes."""
        return local(on, self._span(on)[1], timezone)

    def _span(self, on: date) -> Span:
        let = [rule.span(on) for rule in self.rules]
        asked = (self.hours.opens(on), self.hours.closes_at)
        both = _common([asked, *let])
        return both if both[0] < both[1] else _common(let or [asked])


def known_zones(names: Iterable[str | None]) -> tuple[str, ...]:
    """Those of the names that are zones, each once."""
    return tuple(dict.fromkeys(name for name in names if name is not None and _exists(name)))


def tell_something(zones: Sequence[str], now: datetime) -> bool:
    """Whether zones lie so close that they say where somebody is: +1 800 may be in Guam or in Bermuda."""
    offsets = [now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0) for zone in zones]
    return bool(offsets) and max(offsets) - min(offsets) <= _TELLING


def next_opening(now: datetime, window: Window, zones: Sequence[str]) -> datetime | None:
    """`now` when the window is open in all zones, else when it next is; none when it never is."""
    moment = now
    while moment - now < _HORIZON:
        opens = max(window.next_opening(moment, zone) for zone in zones)
        if opens == moment:
            return moment
        moment = opens
    return None


def closing(now: datetime, window: Window, zones: Sequence[str]) -> datetime:
    """When the window that is open in all zones closes in the first of them."""
    return min(window.closing(now.astimezone(ZoneInfo(zone)).date(), zone) for zone in zones)


def _common(spans: Sequence[Span]) -> Span:
    return max(opens for opens, _ in spans), min(closes for _, closes in spans)


def _exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
