"""Sentences about who acts on a concern."""

from collections.abc import Callable
from typing import Any

from aftercare_console.domain.sentences.names import Names
from aftercare_contracts import (
    CaseClosed,
    CaseDecided,
    CaseHandedOn,
    CaseNotPaged,
    CaseOffered,
    CaseOpened,
    CasePaged,
    CaseTaken,
    Decision,
    Event,
    HandOnReason,
    NotPagedReason,
    PageReason,
)

_FIRST = 1  # revision of the opening of a case, which is said again when its level rises


def why_paged(reason: PageReason | None) -> str:  # noqa: PLR0911, PLR0912, C901 - one for each reason
    """Why somebody was paged, as the end of a sentence; nothing when it was not said."""
    match reason:
        case None:
            return ""
        case PageReason.FIRST_ON_CALL:
            return "first on call"
        case PageReason.NO_ANSWER:
            return "next on call, as the one before did not answer in time"
        case PageReason.NOT_DELIVERED:
            return "at once, as the page before was not delivered"
        case PageReason.PASSED_ON:
            return "at once, as the one before passed it on"
        case PageReason.EVERYBODY:
            return "everybody on call is paged at such a level"
        case PageReason.OVERDUE:
            return "it was on the worklist for as long as it may"
        case PageReason.HELD_BEFORE:
            return "first, as they had the case before its level rose"
        case PageReason.NEWS:
            return "there is news about the case they have"
        case PageReason.PATIENT_UNREACHED:
            return "at once, as a safety text did not reach the patient"
        case PageReason.ROTA_CHANGED:
            return "the rota changed"
        case PageReason.SHIFT_OVER:
            return "at once, as the shift of whoever had the case is over and nobody took it over"
        case PageReason.SIGN_WHEN_CLOSED:
            return "at once, as the clinic is closed and a sign was named"


def _why_not(reason: NotPagedReason) -> str:
    match reason:
        case NotPagedReason.WORKLIST:
            return "the case is on the worklist of open hours"
        case NotPagedReason.NOBODY_ON_CALL:
            return "the rota names nobody. Put somebody on call"
        case NotPagedReason.ALL_TRIED:
            return "everybody on call has had their turn in this round"


def _opened(event: CaseOpened, _: Names) -> str:
    opened = event.revision <= _FIRST
    return f"Case {event.code} was {'opened as' if opened else 'raised to'} {event.level}."


def _paged(event: CasePaged, names: Names) -> str:
    later = "" if event.round == 1 else f" in round {event.round}"
    why = f": {why_paged(event.reason)}" if event.reason is not None else ""
    return f"{names.of_staff(event.staff_id)} was paged{later}{why}."


def _not_paged(event: CaseNotPaged, names: Names) -> str:
    """Why nobody is paged, and until when."""
    until = (
        ""
        if event.until is None
        else f" until {names.moment(event.until, event.clinic_id, event.occurred_at)}"
    )
    return f"Nobody is paged{until}: {_why_not(event.reason)}."


def _taken(event: CaseTaken, names: Names) -> str:
    return f"{names.of_staff(event.staff_id)} took the case."


def _handed_on(event: CaseHandedOn, names: Names) -> str:
    who = names.of_staff(event.staff_id)
    match event.reason:
        case None | HandOnReason.PASSED_ON:
            return f"{who} passed the case on: paging goes on."
        case HandOnReason.NO_OUTCOME:
            return f"{who} lost the case, as no outcome came in time: paging goes on."
        case HandOnReason.RAISED:
            return f"{who} no longer answers for the case, as its level rose: paging begins anew."
        case HandOnReason.SHIFT_OVER:
            return f"{who} no longer answers for the case: their shift is over, and nobody took it over."
        case HandOnReason.NEWS_NOT_DELIVERED:
            return f"{who} lost the case, as news of it did not reach their phone: paging goes on."


def _offered(event: CaseOffered, names: Names) -> str:
    asked = names.of_staff(event.staff_id)
    return f"The shift of {names.of_staff(event.holder_id)} is over: {asked} was asked to take the case over."


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
    CaseNotPaged: _not_paged,
    CaseTaken: _taken,
    CaseHandedOn: _handed_on,
    CaseOffered: _offered,
    CaseClosed: _closed,
    CaseDecided: _decided,
}
