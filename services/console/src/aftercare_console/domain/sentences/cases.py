"""Sentences about who acts on a concern."""

from collections.abc import Callable
from typing import Any

from aftercare_console.domain.sentences.names import Names
from aftercare_contracts import (
    CaseClosed,
    CaseDecided,
    CaseHandedOn,
    CaseOpened,
    CasePaged,
    CaseTaken,
    Decision,
    Event,
)

_FIRST = 1  # revision of the opening of a case, which is said again when its level rises


def _opened(event: CaseOpened, _: Names) -> str:
    opened = event.revision <= _FIRST
    return f"Case {event.code} was {'opened as' if opened else 'raised to'} {event.level}."


def _paged(event: CasePaged, names: Names) -> str:
    later = "" if event.round == 1 else f" in round {event.round}"
    return f"{names.of_staff(event.staff_id)} was paged{later}."


def _taken(event: CaseTaken, names: Names) -> str:
    return f"{names.of_staff(event.staff_id)} took the case."


def _handed_on(event: CaseHandedOn, names: Names) -> str:
    return f"{names.of_staff(event.staff_id)} passed the case on: paging goes on."


def _closed(event: CaseClosed, names: Names) -> str:
    outcome = event.outcome or "no outcome was written down"
    return f"{names.of_staff(event.staff_id)} closed the case: {outcome}"


def _decided(event: CaseDecided, names: Names) -> str:
    who = names.of_staff(event.staff_id)
    match event.decision:
        case Decision.TAKE:
            return f"{who} decided on the console to take the case."
        case Decision.PASS_ON:
            return f"{who} decided on the console to pass the case on."
        case Decision.CLOSE:
            return f"{who} decided on the console to close the case: {event.outcome}"


SENTENCES: dict[type[Event], Callable[[Any, Names], str]] = {
    CaseOpened: _opened,
    CasePaged: _paged,
    CaseTaken: _taken,
    CaseHandedOn: _handed_on,
    CaseClosed: _closed,
    CaseDecided: _decided,
}
