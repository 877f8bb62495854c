"""How often somebody may fail to sign in."""

from collections import deque

LIMIT = 10
WINDOW = 60.0  # seconds


class Attempts:
    """Failures of the last minute in this process; `at` are seconds of a clock that only goes forward."""

    def __init__(self) -> None:
        self._failures: deque[float] = deque(maxlen=LIMIT)

    def blocked(self, at: float) -> bool:
        """Whether there were too many failures to look at another attempt."""
        return len(self._failures) == LIMIT and at - self._failures[0] < WINDOW

    def fail(self, at: float) -> None:
        """Count a failure."""
        self._failures.append(at)
