"""How long a case took, from the report that gave it its level, and whose hands it came into."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from aftercare_escalations.domain.effects import Closed, Effect, Opened, Page, Taken


class Measure(StrEnum):
    """What is measured of a case."""

    TO_PAGE = "to_page"
    TO_TAKEN = "to_taken"
    TO_CLOSED = "to_closed"
    PAGES = "pages"
    MISSED = "missed"  # 1 when whoever was paged first never took it, else 0


@dataclass(frozen=True, slots=True)
class Measured:
    """One value; spans are seconds."""

    measure: Measure
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How far a case has come; all but the pages begins anew when its level rises."""

    case_id: UUID
    reported_at: datetime
    paged_at: datetime | None = None
    paged_first: UUID | None = None
    taken_at: datetime | None = None
    taken_by_first: bool = False
    pages: int = 0


def course_after(
    course: Course, effects: Sequence[Effect], *, reported_at: datetime | None, now: datetime
) -> tuple[Course, tuple[Measured, ...]]:
    """The course of a case after what has happened to it, and what can be measured now."""
    found: list[Measured] = []
    for effect in effects:
        since = (now - course.reported_at).total_seconds()
        match effect:
            case Opened():
                course = Course(case_id=course.case_id, reported_at=reported_at or now, pages=course.pages)
            case Page(staff_id=staff_id, news=news):
                if course.paged_at is None and not news:
                    course = replace(course, paged_at=now, paged_first=staff_id)
                    found.append(Measured(Measure.TO_PAGE, since))
                course = replace(course, pages=course.pages + 1)
            case Taken(staff_id):
                if course.taken_at is None:
                    found.append(Measured(Measure.TO_TAKEN, since))
                course = replace(
                    course,
                    taken_at=course.taken_at or now,
                    taken_by_first=course.taken_by_first or staff_id == course.paged_first,
                )
            case Closed():
                found += _at_the_end(course, since)
            case _:
                pass
    return course, tuple(found)


def _at_the_end(course: Course, since: float) -> list[Measured]:
    ended = [Measured(Measure.TO_CLOSED, since), Measured(Measure.PAGES, course.pages)]
    if course.paged_first is None:
        return ended
    return [*ended, Measured(Measure.MISSED, float(not course.taken_by_first))]
