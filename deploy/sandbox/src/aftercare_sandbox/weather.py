from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from aftercare_sandbox.domain.errors import TwilioError

if TYPE_CHECKING:
    from aftercare_sandbox.state import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """What the conditions do to one request, counting down what is counted."""

    state: State
    _accepted: deque[float] = field(default_factory=deque)

    def refuse_too_many(self) -> None:
        """Answer 20429 while that is on."""
        left = self.state.conditions.too_many_requests
        if left > 0:
            self.state.conditions = replace(self.state.conditions, too_many_requests=left - 1)
            raise TwilioError(20429)

    def refuse_too_fast(self) -> None:
        """Answer 20429 to more requests to send within a second than the rate allows."""
        rate, now = self.state.conditions.requests_per_second, time.monotonic()
        if rate is None:
            return
        while self._accepted and self._accepted[0] <= now - 1:
            self._accepted.popleft()
        if len(self._accepted) >= rate:
            raise TwilioError(20429)
        self._accepted.append(now)

    def fail_media(self) -> None:
        """Answer 20503 to requests for a photo while that is on."""
        left = self.state.conditions.media_failures
        if left > 0:
            self.state.conditions = replace(self.state.conditions, media_failures=left - 1)
            raise TwilioError(20503)

    def loses_response(self) -> bool:
        """Whether the answer to a message just accepted gets lost."""
        left = self.state.conditions.lose_responses
        if left > 0:
            self.state.conditions = replace(self.state.conditions, lose_responses=left - 1)
        return left > 0
