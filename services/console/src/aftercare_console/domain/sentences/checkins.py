"""Sentences about questions and how answers were read."""

from collections.abc import Callable
from typing import Any

from aftercare_console.domain.marking import quoted
from aftercare_console.domain.sentences.names import Names, begin, listed
from aftercare_contracts import (
    CheckinDropped,
    CheckinDue,
    CheckinUnanswered,
    ConcernRaised,
    DropReason,
    Event,
    Milestone,
    SymptomsAssessed,
)


def milestone_name(milestone: Milestone) -> str:
    """How staff call a milestone."""
    match milestone:
        case Milestone.DAY_1:
            return "day-1"
        case Milestone.WEEK_1:
            return "one-week"
        case Milestone.MONTH_1:
            return "one-month"


def _why_dropped(reason: DropReason) -> str:
    match reason:
        case DropReason.SUPERSEDED:
            return "a newer session takes its place"
        case DropReason.VOIDED:
            return "the procedure was entered by mistake"
        case DropReason.TOO_LATE:
            return "its moment has passed"
        case DropReason.FORGOTTEN:
            return "the patient was erased"


def _due(event: CheckinDue, _: Names) -> str:
    return f"The {milestone_name(event.milestone)} check-in of session {event.session} came due."


def _dropped(event: CheckinDropped, _: Names) -> str:
    name = milestone_name(event.milestone)
    return f"The {name} check-in will not be sent: {_why_dropped(event.reason)}."


def _unanswered(event: CheckinUnanswered, _: Names) -> str:
    name = milestone_name(event.milestone)
    return f"The {name} check-in stayed without an answer. Silence is not an all-clear."


def _assessed(event: SymptomsAssessed, _: Names) -> str:
    words = tuple(dict.fromkeys(map(quoted, event.matched)))
    because = f", because of {listed(words)}" if words else ""
    return f"The reply was read as {event.level}{because} (rule {event.rule}, {event.version})."


def _concern(event: ConcernRaised, names: Names) -> str:
    return f"{begin(names.of(event.party))} needs a person to look: {event.level} (rule {event.rule})."


SENTENCES: dict[type[Event], Callable[[Any, Names], str]] = {
    CheckinDue: _due,
    CheckinDropped: _dropped,
    CheckinUnanswered: _unanswered,
    SymptomsAssessed: _assessed,
    ConcernRaised: _concern,
}
