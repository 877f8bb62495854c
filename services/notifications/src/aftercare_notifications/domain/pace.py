"""How fast a sender may send, so that nothing waits in the carrier's own queue, which is first in, first out.

What stands there cannot be overtaken: a page behind a hundred prompts waits for all of them
(https://help.twilio.com/articles/115002943027). So prompts are handed over no faster than they leave, and a
little slower, while an urgent text is handed over at once and counted: prompts wait until it is paid for.
"""

from dataclasses import dataclass
from datetime import timedelta

_AT_ONCE = 0.1  # of what a second allows, saved up while nothing is sent: a page waits behind no more
# When the carrier says that it is too much, and not for how long.
A_MOMENT = timedelta(seconds=1)
# However long a pause the carrier asks for.
LONGEST_PAUSE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """A bucket of segments: `rate` flow in each second, and it holds no more than `burst`."""

    rate: float
    burst: float

    def wait(self, level: float) -> float:
        """Seconds until it is worth to come again: there are as many segments as may be taken together."""
        return max(0.0, (max(1.0, self.burst / 2) - level) / self.rate)

    def debt(self, asked: timedelta) -> float:
        """The level below which the bucket falls when the carrier asks for a pause."""
        return -min(asked, LONGEST_PAUSE).total_seconds() * self.rate


def pace(segments_per_second: float, *, urgent_share: float) -> Pace:
    """How fast scheduled texts may go, of what the carrier lets the sender send."""
    rate = segments_per_second * (1 - urgent_share)
    return Pace(rate=rate, burst=max(1.0, rate * _AT_ONCE))
