"""Whether staff may text a patient."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from aftercare_contracts import (
    ConsentGiven,
    ConsentWithdrawn,
    Event,
    OptOutRequested,
    PatientRegistered,
    ReplyReceived,
    StaffTexted,
)

LONGEST = 640  # characters, as in StaffTexted
_ANSWERS = ConsentGiven | ConsentWithdrawn | OptOutRequested
TELLING = (PatientRegistered, ConsentGiven, ConsentWithdrawn, OptOutRequested, ReplyReceived)


class Refusal(StrEnum):
    """Why a text is not sent."""

    GONE = "gone"
    NOT_TEXTABLE = "not-textable"
    KEY_USED = "key-used"


@dataclass(frozen=True, slots=True)
class Refused:
    """The text is not sent: why, and what to do."""

    why: Refusal
    detail: str


class Standing(StrEnum):
    """How a patient stands to texts."""

    AGREED = "agreed"
    WROTE = "wrote"
    NEVER_AGREED = "never_agreed"
    OPTED_OUT = "opted_out"
    ERASED = "erased"


def standing(events: Sequence[Event], *, registered: bool, erased: bool) -> Standing:
    """How a patient stands; `events` are those of TELLING about the patient, oldest first."""
    if erased:
        return Standing.ERASED
    since = _of_this_number(events)
    answers = [one for one in since if isinstance(one, _ANSWERS)]
    match answers[-1] if answers else None:
        case ConsentGiven():
            return Standing.AGREED
        case ConsentWithdrawn() | OptOutRequested():
            return Standing.OPTED_OUT
        case None if registered:
            return Standing.AGREED
        case _:
            wrote = any(isinstance(one, ReplyReceived) for one in since)
            return Standing.WROTE if wrote else Standing.NEVER_AGREED


def _of_this_number(events: Sequence[Event]) -> Sequence[Event]:
    """What came after the patient's number became what it is: consent is a number's, not a person's."""
    begin, number = 0, None
    for position, event in enumerate(events):
        if isinstance(event, PatientRegistered) and event.number != number:
            begin = position if number is not None else begin
            number = event.number
    return events[begin:]


def described(standing: Standing) -> str:
    """How a patient stands, on their page."""
    match standing:
        case Standing.AGREED:
            return "May be texted"
        case Standing.WROTE:
            return "Wrote to us, so may be answered; has not agreed to check-ins"
        case Standing.NEVER_AGREED | Standing.OPTED_OUT | Standing.ERASED:
            return "Must not be texted: phone instead"


def refusal(standing: Standing) -> Refused | None:
    """Why staff cannot text a patient, and what to do; none when they can."""
    match standing:
        case Standing.AGREED | Standing.WROTE:
            return None
        case Standing.NEVER_AGREED:
            return Refused(Refusal.NOT_TEXTABLE, "This patient has not agreed to texts: phone them.")
        case Standing.OPTED_OUT:
            return Refused(Refusal.NOT_TEXTABLE, "This patient has opted out of texts: phone them.")
        case Standing.ERASED:
            return Refused(Refusal.GONE, "This patient was erased: nothing is left to text them by.")


def repeated(known: StaffTexted, *, staff_id: UUID, text: str) -> StaffTexted | Refused:
    """What was texted under a key, when it is asked for again; refused when it was something else."""
    if (known.staff_id, known.text) == (staff_id, text):
        return known
    return Refused(Refusal.KEY_USED, "Another text was sent under this key. Take a new key for a new text.")
