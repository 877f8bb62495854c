from __future__ import annotations

import json
import math
import os
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_FIRST = datetime(1970, 1, 1, tzinfo=UTC).timestamp()
_LAST = datetime(9999, 1, 1, tzinfo=UTC).timestamp()


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """virtual_now = virtual + (real_now - real) * speed, all in Unix seconds."""

    real: float
    virtual: float
    speed: float

    def at(self, real_now: float) -> float:
        """The system's time at a real time."""
        return self.virtual + (real_now - self.real) * self.speed


class SystemClock:
    """The clock that the system under trial reads from a file; the real one where there is no file."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._read_at_ns = 0
        now = time.time()
        self._setting = Setting(real=now, virtual=now, speed=1.0)
        if file is not None and not file.exists():
            self._write(self._setting)

    @property
    def can_be_set(self) -> bool:
        """Whether there is a clock file."""
        return self._file is not None

    def now(self) -> datetime:
        """The system's time, aware, in UTC; it stops where the calendar does."""
        return datetime.fromtimestamp(min(max(self.setting().at(time.time()), _FIRST), _LAST), UTC)

    def setting(self) -> Setting:
        """What the file says now; a file that cannot be read leaves the last setting."""
        if self._file is None:
            return self._setting
        try:
            changed_at_ns = self._file.stat().st_mtime_ns
            if changed_at_ns != self._read_at_ns:
                self._setting = _parse(self._file.read_text(encoding="utf-8"))
                self._read_at_ns = changed_at_ns
        except (OSError, ValueError, KeyError, TypeError):
            return self._setting
        return self._setting

    def set(self, *, speed: float | None, jump_to: datetime | None) -> Setting:
        """Go on from now, or from another moment, at this speed or the one before."""
        now, before = time.time(), self.setting()
        setting = Setting(
            real=now,
            virtual=before.at(now) if jump_to is None else jump_to.timestamp(),
            speed=before.speed if speed is None else speed,
        )
        self._write(setting)
        return setting

    def _write(self, setting: Setting) -> None:
        """Whole or not at all: a reader never sees half a file."""
        if self._file is None:
            raise RuntimeError("There is no clock file.")
        descriptor, name = tempfile.mkstemp(dir=self._file.parent, prefix=self._file.name)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(setting), file)
        os.chmod(name, 0o644)  # noqa: PTH101 — services of other users read it
        os.replace(name, self._file)  # noqa: PTH105 — says what it is for
        self._setting, self._read_at_ns = setting, self._file.stat().st_mtime_ns


def _parse(text: str) -> Setting:
    found = json.loads(text)
    setting = Setting(real=float(found["real"]), virtual=float(found["virtual"]), speed=float(found["speed"]))
    if not all(map(math.isfinite, (setting.real, setting.virtual, setting.speed))):
        raise ValueError("A clock is set in finite numbers.")
    return setting
