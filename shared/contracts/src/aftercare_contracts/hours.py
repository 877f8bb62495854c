"""Polite hours: when a scheduled text may reach a phone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

_SUNDAY = 6


class Hours(BaseModel):
    """A clinic's window for scheduled texts, in the local time of whoever is texted."""

    model_config = ConfigDict(frozen=True)

    prompt_at: time = Field(default=time(10), description="When a check-in is planned")
    opens_at: time = Field(default=time(9), description="Monday to Saturday, nothing goes before this")
    sunday_opens_at: time = Field(default=time(12), description="Sunday, nothing goes before this")
    closes_at: time = Field(default=time(20), description="Nothing goes from this time on")

    def planned(self, on: date, timezone: str) -> datetime:
        """The moment in UTC at which a text planned for a day goes: the clinic's hour, held in the window."""
        return local(on, max(self.prompt_at, self._opens(on)), timezone)

    def closing(self, on: date, timezone: str) -> datetime:
        """The moment in UTC at which a day's window closes."""
        return local(on, self.closes_at, timezone)

    def next_opening(self, now: datetime, timezone: str) -> datetime:
        """`now` when the window is open, else the moment in UTC at which it opens next."""
        on = now.astimezone(ZoneInfo(timezone)).date()
        if now < self.closing(on, timezone):
            return max(now, local(on, self._opens(on), timezone))
        tomorrow = on + timedelta(days=1)
        return local(tomorrow, self._opens(tomorrow), timezone)

    def _opens(self, on: date) -> time:
        return self.sunday_opens_at if on.weekday() == _SUNDAY else self.opens_at


def local(on: date, at: time, timezone: str) -> datetime:
    """A wall-clock moment in UTC; one that a clock change skips moves on by as much as the clock does."""
    return datetime.combine(on, at, ZoneInfo(timezone)).astimezone(UTC)
