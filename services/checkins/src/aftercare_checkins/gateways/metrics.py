"""What operators see of the readings."""

import structlog
from prometheus_client import Counter

from aftercare_checkins.domain.reading import failed
from aftercare_checkins.domain.responding import Response
from aftercare_contracts import ReplyReceived

_READ = Counter("aftercare_replies_read_total", "Replies read, by level and vocabulary", ["level", "version"])
_FAILED = Counter("aftercare_triage_failures_total", "Replies on which the triage engine failed")
_log = structlog.get_logger()


def note(event: ReplyReceived, response: Response) -> None:
    """Count a reading; a failure of the engine is also logged, with ids alone."""
    reading = response.reading
    if reading is None:
        return
    _READ.labels(reading.level, reading.version).inc()
    if failed(reading):
        _FAILED.inc()
        _log.error("triage-failed", reply_id=str(event.reply_id), rule=reading.rule)
