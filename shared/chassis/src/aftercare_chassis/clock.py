"""The only reader of the time."""

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_FRESH = 0.02  # seconds an anchor is trusted before its file is looked at again


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """At `real` (seconds since 1970) the clock showed `virtual`, and runs `speed` times as fast."""

    real: float
    virtual: float
    speed: float


class Clock:
    """The time, or, where a file says so, a time that runs fast and jumps: the same in every process."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._anchor: Anchor | None = None
        self._read_at = float("-inf")

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        real = time.time()
        anchor = self._current()
        if anchor is None:
            return datetime.fromtimestamp(real, UTC)
        return datetime.fromtimestamp(anchor.virtual + (real - anchor.real) * anchor.speed, UTC)

    def _current(self) -> Anchor | None:
        if self._file is not None and time.monotonic() - self._read_at > _FRESH:
            self._anchor = read_anchor(self._file)
            self._read_at = time.monotonic()
        return self._anchor


def read_anchor(file: Path) -> Anchor | None:
    """The anchor in a file of {"real", "virtual", "speed"}, or none when there is no such file."""
    try:
        found = json.loads(file.read_bytes())
    except FileNotFoundError:
        return None
    return Anchor(real=float(found["real"]), virtual=float(found["virtual"]), speed=float(found["speed"]))
