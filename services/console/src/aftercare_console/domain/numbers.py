"""How long cases took, week by week, and how it is written down."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from aftercare_contracts import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The middle of some spans, and what nine of ten do not exceed; none where there are no spans."""

    median: timedelta | None
    ninetieth: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The cases of one level whose reports came in one week, which begins on a Monday.

    Spans begin with the report that gave a case its level. `missed` is the share of cases, among those that
    were paged and have ended, that whoever was paged first never took; none where there are no such cases.
    """

    week: date
    level: Level
    cases: int
    closed: int
    to_page: Spread
    to_taken: Spread
    to_closed: Spread
    pages_per_case: float
    missed: float | None


def as_csv(numbers: Iterable[Numbers]) -> str:
    """The numbers as a table for a spreadsheet; spans are seconds."""
    written = io.StringIO()
    table = csv.writer(written)
    spans = [f"{what}_{which}_s" for what in ("page", "taken", "closed") for which in ("median", "p90")]
    table.writerow(["week", "level", "cases", "closed", *spans, "pages_per_case", "not_taken_by_first"])
    for one in numbers:
        spreads = (one.to_page, one.to_taken, one.to_closed)
        seconds = [_seconds(span) for spread in spreads for span in (spread.median, spread.ninetieth)]
        missed = "" if one.missed is None else f"{one.missed:.3f}"
        facts = [one.week.isoformat(), one.level, one.cases, one.closed]
        table.writerow([*facts, *seconds, f"{one.pages_per_case:.2f}", missed])
    return written.getvalue()


def _seconds(span: timedelta | None) -> str:
    return "" if span is None else f"{span.total_seconds():.1f}"
