"""A clock that stands still until the story moves it."""

from datetime import UTC, datetime, timedelta

from aftercare_chassis import Clock


class StoppedClock(Clock):
    def __init__(self, at: str = "2026-03-02T15:00:00+00:00") -> None:
        super().__init__()
        self._now = datetime.fromisoformat(at)

    def now(self) -> datetime:
        return self._now.astimezone(UTC)

    def set(self, at: str) -> None:
        self._now = datetime.fromisoformat(at)

    def pass_by(self, span: timedelta) -> None:
        self._now += span
