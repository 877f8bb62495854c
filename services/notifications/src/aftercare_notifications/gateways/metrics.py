"""What notifications counts for Prometheus."""

from prometheus_client import Counter, Gauge

MESSAGES = Counter("aftercare_texts_total", "What became of texts", ["purpose", "outcome"])
UNKNOWN_OUTCOMES = Counter(
    "aftercare_texts_unknown_outcome_total", "Times that nobody could say whether a text was sent", ["lane"]
)
CALLS = Counter("aftercare_calls_total", "How calls to staff ended", ["result"])
OLDEST_UNSENT = Gauge(
    "aftercare_texts_oldest_unsent_seconds", "Seconds that the oldest text due in a lane waits", ["lane"]
)
OLDEST_CALL = Gauge("aftercare_calls_oldest_unmade_seconds", "Seconds that the oldest call waits to be made")
HELD = Gauge(
    "aftercare_texts_held", "Senders and accounts that wait because the operator must act there", ["lane"]
)
LOST_REPORTS = Counter(
    "aftercare_status_reports_lost_total", "Times that a text had come further than we had been told"
)
WEBHOOKS_REFUSED = Counter("aftercare_webhooks_refused_total", "Webhook requests turned away", ["reason"])
RECEIVED = Counter("aftercare_texts_received_total", "Texts that people sent us", ["way"])
PHOTOS = Counter("aftercare_photos_total", "Tries to fetch a photo, by what came of them", ["outcome"])
STRANGE_REPORTS = Counter(
    "aftercare_status_reports_strange_total", "Status reports of an unknown text or word", ["what"]
)
