"""Polite hours: when a scheduled text may reach a phone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

_SUNDAY = 6
_LONGEST_CLOSURE = 31  # days in a row; a calendar with more of them is mistaken, and closes nothing

Closed = Callable[[date], bool]  # whether a day is one on which no scheduled text goes


def never(_: date) -> bool:
    """No day is closed."""
    return False


class Hours(BaseModel):
    """A clinic's window for scheduled texts, in the local time of whoever is texted."""

    model_config = ConfigDict(frozen=True)

    prompt_at: time = Field(default=time(10), description="When a check-in is planned")
    opens_at: time = Field(default=time(9), description="Monday to Saturday, nothing goes before this")
    sunday_opens_at: time = Field(default=time(12), description="Sunday, nothing goes before this")
    closes_at: time = Field(default=time(20), description="Nothing goes from this time on")
    on_holidays: bool = Field(
        default=False, description="Whether scheduled texts go on the public holidays of the clinic's country"
    )

    def planned(self, on: date, timezone: str) -> datetime:
        """The moment in UTC at which a text planned for a day goes: the clinic's hour, held in the window."""
        return local(on, max(self.prompt_at, self.opens(on)), timezone)

    def opens(self, on: date) -> time:
        """The time from which texts go on a day."""
        return self.sunday_opens_at if on.weekday() == _SUNDAY else self.opens_at

    def closing(self, on: date, timezone: str) -> datetime:
        """The moment in UTC at which a day's window closes."""
        return local(on, self.closes_at, timezone)

    def next_opening(self, now: datetime, timezone: str, closed: Closed = never) -> datetime:
        """`now` when the window is open, else the moment in UTC at which it opens next."""
        today = now.astimezone(ZoneInfo(timezone)).date()
        on = open_day(today if now < self.closing(today, timezone) else today + timedelta(days=1), closed)
        return max(now, local(on, self.opens(on), timezone))


def open_day(on: date, closed: Closed) -> date:
    """A day, or the next one that is not closed."""
    days = (on + timedelta(days=later) for later in range(_LONGEST_CLOSURE))
    return next((day for day in days if not closed(day)), on)


def local(on: date, at: time, timezone: str) -> datetime:
    """A wall-clock moment in UTC; one that a clock change skips moves on by as much as the clock does."""
    return datetime.combine(on, at, ZoneInfo(timezone)).astimezone(UTC)
