"""What escalations counts for Prometheus."""

from collections.abc import Sequence

from prometheus_client import Counter, Histogram

from aftercare_contracts import Level
from aftercare_escalations.domain.measuring import Measure, Measured

# Seconds, from an instant to three days: cases of the worklist wait for open hours.
_SPANS = (1, 2, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400, 259200)
TO_PAGE = Histogram("aftercare_case_to_page_seconds", "From report to first page", ["level"], buckets=_SPANS)
TO_TAKEN = Histogram(
    "aftercare_case_to_taken_seconds", "From report until somebody took it", ["level"], buckets=_SPANS
)
TO_CLOSED = Histogram("aftercare_case_to_closed_seconds", "From report to outcome", ["level"], buckets=_SPANS)
PAGES = Histogram(
    "aftercare_case_pages",
    "Pages about a case when it ended",
    ["level"],
    buckets=(0, 1, 2, 3, 5, 8, 13, 21, 50),
)
ENDED = Counter(
    "aftercare_cases_paged_and_ended_total",
    "Cases that were paged and have ended, by whether whoever was paged first took them",
    ["level", "taken_by_first"],
)


def note(level: Level, measured: Sequence[Measured]) -> None:
    """Count what was measured of a case."""
    for one in measured:
        match one.measure:
            case Measure.TO_PAGE:
                TO_PAGE.labels(level).observe(one.value)
            case Measure.TO_TAKEN:
                TO_TAKEN.labels(level).observe(one.value)
            case Measure.TO_CLOSED:
                TO_CLOSED.labels(level).observe(one.value)
            case Measure.PAGES:
                PAGES.labels(level).observe(one.value)
            case Measure.MISSED:
                ENDED.labels(level, "no" if one.value else "yes").inc()
