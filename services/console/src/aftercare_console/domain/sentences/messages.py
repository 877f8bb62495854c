"""Sentences about texts on their way to a phone."""

from collections.abc import Callable
from typing import Any

from aftercare_console.domain.sentences.names import Names, begin
from aftercare_contracts import (
    Event,
    MessageDelivered,
    MessageFailed,
    MessageRequested,
    MessageSent,
    PatientPhoned,
    PromptRequested,
    Purpose,
    StaffTexted,
)


def purpose_name(purpose: Purpose) -> str:
    """How staff call a text of this purpose."""
    match purpose:
        case Purpose.PROMPT:
            return "check-in question"
        case Purpose.REMINDER:
            return "reminder"
        case Purpose.ANSWER:
            return "answer"
        case Purpose.SAFETY:
            return "safety text"
        case Purpose.PAGE:
            return "page"
        case Purpose.NOTICE:
            return "notice"


def worded(event: PromptRequested | MessageRequested, names: Names) -> str:
    """A text that is yet to be sent, with names in the places of those whom it names."""
    text = event.text
    for key, party in (event.names if isinstance(event, MessageRequested) else {}).items():
        text = text.replace(f"{{{key}}}", names.of(party))
    return text


def _requested(event: PromptRequested | MessageRequested, names: Names) -> str:
    what = f"The {purpose_name(event.purpose)} for {names.of(event.party)}"
    return f"{what} is on its way: “{worded(event, names)}”"


def _sent(event: MessageSent, names: Names) -> str:
    return f"The {purpose_name(event.purpose)} was sent to {names.of(event.party)}: “{event.text}”"


def _delivered(event: MessageDelivered, names: Names) -> str:
    return f"The {purpose_name(event.purpose)} reached the phone of {names.of(event.party)}."


def _failed(event: MessageFailed, names: Names) -> str:
    code = "" if event.code is None else f" (carrier's code {event.code})"
    what = begin(f"the {purpose_name(event.purpose)}")
    return f"{what} did not reach {names.of(event.party)}{code}: {event.reason}"


def staff_texted(event: StaffTexted, names: Names) -> str:
    """Who of the staff texted whom."""
    return f"{names.of_staff(event.staff_id)} texted {names.of(event.party)}"


def _texted(event: StaffTexted, names: Names) -> str:
    return f"{staff_texted(event, names)}: “{event.text}”"


def _phoned(event: PatientPhoned, names: Names) -> str:
    return f"{names.of_staff(event.staff_id)} phoned {names.of(event.party)}, whom a text had not reached."


SENTENCES: dict[type[Event], Callable[[Any, Names], str]] = {
    PromptRequested: _requested,
    MessageRequested: _requested,
    MessageSent: _sent,
    MessageDelivered: _delivered,
    MessageFailed: _failed,
    StaffTexted: _texted,
    PatientPhoned: _phoned,
}
