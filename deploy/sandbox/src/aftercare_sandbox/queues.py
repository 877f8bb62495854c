from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aftercare_sandbox.domain.errors import TwilioError

if TYPE_CHECKING:
    from aftercare_sandbox.state import State

_LONGEST_S = 36_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Queues:
    """What each sender has still to send, first in, first out, as Twilio does it."""

    state: State
    _free_at: dict[str, float] = field(default_factory=dict)

    def join(self, sender: str, segments: int) -> float:
        """Seconds until it is the text's turn; TwilioError 21611 when ten hours wait already."""
        rate, now = self.state.conditions.segments_per_second, time.monotonic()
        if rate is None:
            return 0.0
        starts_at = max(now, self._free_at.get(sender, now))
        if starts_at - now > _LONGEST_S:
            raise TwilioError(21611)
        self._free_at[sender] = starts_at + segments / rate
        return starts_at - now
