"""What one lane may spend of the senders' segments, and when there is more."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping

from aftercare_chassis import Works
from aftercare_notifications.domain.pace import Pace, pace
from aftercare_notifications.domain.segments import segments
from aftercare_notifications.jobs.flights import Flight
from aftercare_notifications.settings import NotificationsSettings
from aftercare_notifications.settings.senders import Sender
from aftercare_notifications.store import Paces


class Purse:
    """Takes from the buckets in PostgreSQL, and remembers which are empty, so that nobody asks in vain."""

    def __init__(self, settings: NotificationsSettings) -> None:
        self._senders = settings.senders
        self._paces = {
            one.address: pace(settings.rate_of(one), urgent_share=settings.urgent_share)
            for one in settings.senders
        }
        self._empty_until: dict[str, float] = {}

    @property
    def waits(self) -> bool:
        """Whether a bucket is being waited for."""
        return bool(self._empty_until)

    def pace_of(self, sender: Sender) -> Pace:
        """How fast scheduled texts of a sender may go."""
        return self._paces[sender.address]

    def open(self) -> list[str]:
        """The senders whose buckets are not known to be empty."""
        now = time.monotonic()
        self._empty_until = {one: until for one, until in self._empty_until.items() if until > now}
        return [one.address for one in self._senders if one.address not in self._empty_until]

    def seconds(self) -> float:
        """Until the first bucket that is waited for has filled."""
        soonest = min(self._empty_until.values(), default=float("inf"))
        return max(soonest - time.monotonic(), 0.0)

    async def take(self, sender: Sender, at_most: int, works: Works) -> int:
        """Segments from a sender's bucket, as many as there are."""
        bucket = self._paces[sender.address]
        async with works.begin() as work:
            taken, level = await Paces(work).take(sender.address, bucket, at_most)
        if taken < at_most:
            self._empty_until[sender.address] = time.monotonic() + bucket.wait(level)
        return taken

    async def pay(self, flights: Iterable[Flight], taken: Mapping[str, int], works: Works) -> None:
        """What texts cost beyond what was taken for them, sender by sender."""
        costs = Counter({address: -segments_taken for address, segments_taken in taken.items()})
        for one in flights:
            costs[one.text.sender.address] += segments(one.text.body)
        for address, cost in sorted(costs.items()):
            if cost:
                async with works.begin() as work:
                    await Paces(work).charge(address, self._paces[address], cost)
