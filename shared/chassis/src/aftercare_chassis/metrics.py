"""What every service counts."""

from prometheus_client import Counter, Gauge, Histogram

HANDLED = Counter("aftercare_messages_handled_total", "Messages whose effects are committed", ["queue"])
FAILED = Counter("aftercare_messages_failed_total", "Messages whose handler failed", ["queue", "verdict"])
HANDLING = Histogram("aftercare_handling_seconds", "Time of one unit of work of a queue", ["queue"])
GROUP_SIZE = Histogram(
    "aftercare_group_size",
    "Messages in one unit of work",
    ["queue"],
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500),
)
PUBLISHED = Counter("aftercare_events_published_total", "Events that the broker has confirmed")
RELAY_RUN_AT = Gauge("aftercare_relay_run_timestamp_seconds", "When the relay last came round, Unix time")
OUTBOX_AGE = Gauge("aftercare_outbox_oldest_seconds", "Age of the oldest event that is not published")
RETIRED = Counter("aftercare_rows_retired_total", "Rows whose retention period is over", ["kind"])
JOB_RUN_AT = Gauge("aftercare_job_run_timestamp_seconds", "When a job last came round, Unix time", ["job"])
JOB_FAILED = Counter("aftercare_job_failures_total", "Runs of a job that raised", ["job"])
