"""The watchdog: shows what should not be, and tells somebody outside for as long as all is well.

Whoever hears nothing for a while raises the alarm: that also covers a machine that is gone.
"""

import time
from datetime import timedelta

import structlog
from prometheus_client import Gauge

from aftercare_chassis import Works
from aftercare_escalations.gateways.heartbeat import Heartbeat
from aftercare_escalations.settings import EscalationsSettings
from aftercare_escalations.store.watching import last_answered, watch

UNPAGED = Gauge("aftercare_cases_unpaged", "Cases that are open, and nobody is paged about them")
UNSENT = Gauge("aftercare_cases_unsent", "Cases, calls and events that are due, and nothing happens")
UNDELIVERED = Gauge("aftercare_cases_undelivered", "Cases no page of whose round is known to have arrived")
DRILL_MISSED = Gauge("aftercare_drill_missed", "1 while the last test page was not answered in time")
DRILL_ANSWERED = Gauge("aftercare_drill_answered_timestamp_seconds", "When a test page was last answered")
_log = structlog.get_logger()


class Watchdog:
    """Looks at each tick, and is heard outside every so many seconds while it is content."""

    def __init__(self, settings: EscalationsSettings, heartbeat: Heartbeat | None) -> None:
        self._deliver_within = timedelta(seconds=settings.deliver_within)
        self._interval = settings.heartbeat_interval
        self._heartbeat = heartbeat
        self._beat_at = float("-inf")

    async def run(self, works: Works) -> bool:
        """One look."""
        async with works.begin() as work:
            found = await watch(work.connection, work.now, self._deliver_within)
            answered_at = await last_answered(work.connection)
        UNPAGED.set(found.unpaged)
        UNSENT.set(found.unsent)
        UNDELIVERED.set(found.undelivered)
        DRILL_MISSED.set(int(found.drill_missed))
        DRILL_ANSWERED.set(answered_at.timestamp() if answered_at else 0)
        if self._heartbeat is not None and time.monotonic() - self._beat_at >= self._interval:
            self._beat_at = time.monotonic()
            if found.content:
                await self._heartbeat.beat()
            else:
                _log.error("watchdog-is-not-content", unpaged=found.unpaged, unsent=found.unsent,
                           undelivered=found.undelivered, drill_missed=found.drill_missed)  # fmt: skip
        return False
