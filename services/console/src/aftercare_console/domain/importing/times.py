"""Days and moments as clinics write them; what could be two days is none."""

import re
from contextlib import suppress
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIGURES = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_DAY_NAMED = re.compile(r"(\d{1,2})[ -]([a-z]{3})[a-z]*\.?,?[ -](\d{4})")
_MONTH_NAMED = re.compile(r"([a-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})")
_TIME = re.compile(r"(?P<day>.+?)[t ,]+(?P<time>\d{1,2}:\d{2}(:\d{2})?( ?[ap]m)?)", re.IGNORECASE)


class DateOrder(StrEnum):
    """In which order a clinic's figures are, where that has been said."""

    UNSAID = "unsaid"
    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class Unclear(ValueError):
    """This cannot be read as one day or moment; says why and what to write instead."""


def day_in(written: str, order: DateOrder) -> date:
    """The day that a cell holds; raises Unclear, above all when it could be two."""
    plain = written.strip().lower()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", plain):
            return date.fromisoformat(plain)
        if named := _DAY_NAMED.fullmatch(plain):
            return date(int(named[3]), _MONTHS.index(named[2]) + 1, int(named[1]))
        if named := _MONTH_NAMED.fullmatch(plain):
            return date(int(named[3]), _MONTHS.index(named[1]) + 1, int(named[2]))
        if figures := _FIGURES.fullmatch(plain):
            return _of_figures(int(figures[1]), int(figures[2]), int(figures[3]), order)
    except Unclear:
        raise
    except ValueError:
        raise Unclear("There is no such day. Write it as 2026-03-31.") from None
    raise Unclear("This is not a day. Write it as 2026-03-31.")


def moment_in(written: str, order: DateOrder, timezone: str) -> datetime:
    """The moment that a cell holds, in `timezone` where it names none; a day alone is its noon there."""
    try:
        moment = datetime.fromisoformat(written.strip())
    except ValueError:
        moment = _moment(written.strip(), order)
    else:
        if "T" not in written.upper() and ":" not in written:
            moment = datetime.combine(moment.date(), time(12))
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=ZoneInfo(timezone))


def _moment(written: str, order: DateOrder) -> datetime:
    parts = _TIME.fullmatch(written)
    if parts is None:
        return datetime.combine(day_in(written, order), time(12))
    return datetime.combine(day_in(parts["day"], order), _clock(parts["time"].replace(" ", "").upper()))


def _clock(written: str) -> time:
    for form in ("%H:%M", "%H:%M:%S", "%I:%M%p"):
        with suppress(ValueError):
            return datetime.strptime(written, form).time()  # noqa: DTZ007 - only its time of day
    raise Unclear("There is no such time of day. Write it as 2026-03-31T10:15.")


def _of_figures(first: int, second: int, year: int, order: DateOrder) -> date:
    match order:
        case DateOrder.DAY_FIRST:
            return date(year, second, first)
        case DateOrder.MONTH_FIRST:
            return date(year, first, second)
        case DateOrder.UNSAID:
            possible = {
                one for one in (_day(year, second, first), _day(year, first, second)) if one is not None
            }
    if len(possible) > 1:
        one, other = sorted(possible)
        raise Unclear(
            f"This could be {one.day} {one:%B} or {other.day} {other:%B}. "
            f"Write {one} or {other}, or say for the whole file whether days or months come first."
        )
    if not possible:
        raise ValueError
    return possible.pop()


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
