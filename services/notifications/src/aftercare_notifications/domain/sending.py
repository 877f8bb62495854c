"""Whether a text may go, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from aftercare_contracts import PartyKind, Purpose
from aftercare_notifications.domain.contacts import Contact
from aftercare_notifications.domain.decisions import AskAgain, Decision, Drop, Hold, Refuse, Send
from aftercare_notifications.domain.reminders import Question, remind
from aftercare_notifications.domain.windows import Window, closing, known_zones, next_opening, tell_something

PATIENCE = timedelta(minutes=1)  # real time an urgent text waits for a contact that has not been heard of
RETRY_CONTACT = timedelta(seconds=3)
# How long the carrier may sit on a text, https://www.twilio.com/docs/api/errors/90007: 1 to 36,000 s.
_LONGEST = timedelta(seconds=36_000)
_SHORTEST = timedelta(seconds=1)
_VALIDITY = {
    Purpose.PROMPT: timedelta(hours=4),
    Purpose.REMINDER: timedelta(hours=4),
    Purpose.PAGE: timedelta(minutes=10),  # after that the next on the ladder has been paged
}
# Real time after which a text that names no end of its own is of no more use. A safety text always is.
_USEFUL = {Purpose.ANSWER: timedelta(hours=2)}


class Lane(StrEnum):
    """Scheduled texts never stand in the way of urgent ones."""

    PROMPT = "prompt"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that bears on whether a text may go. `waited` is real time, the moments are the clock's.

    `question` is the one that a reminder reminds of.
    """

    lane: Lane
    purpose: Purpose
    kind: PartyKind
    contact: Contact | None
    consent: bool | None
    number_zones: Sequence[str]
    window: Window
    clinic_timezone: str | None
    expires_at: datetime | None
    waited: timedelta
    question: Question | None = None


_OPTED_OUT = {
    PartyKind.PATIENT: "The patient has opted out: phone them.",
    PartyKind.STAFF: "The member of staff has opted out: phone them, and ask them to text START to us.",
    PartyKind.STRANGER: "The number has opted out: phone it.",
}
TOO_LATE = "Too late: the time in which this text was of use has passed. Phone if it still matters."
FORGOTTEN = "The contact has been erased: nothing can be sent."
_NO_CONTACT = "We have no phone number for this contact: register it, and phone meanwhile."
_NO_CONSENT = "The patient has not agreed to scheduled texts: phone them, or record their consent."


def decide(now: datetime, facts: Facts) -> Decision:
    """What to do with a text whose turn it is."""
    if _is_late(now, facts):
        return Drop(TOO_LATE)
    if facts.contact is None:
        gave_up = facts.lane is Lane.URGENT and facts.waited > PATIENCE
        return Refuse(_NO_CONTACT) if gave_up else AskAgain(RETRY_CONTACT)
    if facts.contact.number is None:
        return Refuse(FORGOTTEN)
    return _to_number(now, facts.contact.number, facts)


def _to_number(now: datetime, number: str, facts: Facts) -> Decision:
    if facts.consent is False:
        return Refuse(_OPTED_OUT[facts.kind])
    match facts.lane:
        case Lane.URGENT:
            return Send(number=number, validity=_validity(now, facts, []))
        case Lane.PROMPT if facts.kind is PartyKind.PATIENT and facts.consent is None:
            return Refuse(_NO_CONSENT)
        case Lane.PROMPT if facts.purpose is Purpose.REMINDER:
            return remind(now, facts.question) or _in_the_window(now, number, facts)
        case Lane.PROMPT:
            return _in_the_window(now, number, facts)


def _is_late(now: datetime, facts: Facts) -> bool:
    if facts.expires_at is not None:
        return now >= facts.expires_at
    return facts.purpose in _USEFUL and facts.waited >= _USEFUL[facts.purpose]


def _in_the_window(now: datetime, number: str, facts: Facts) -> Decision:
    zones = _zones(now, facts)
    opens = next_opening(now, facts.window, zones)
    match opens:
        case None:
            return Drop(TOO_LATE)
        case moment if facts.expires_at is not None and moment >= facts.expires_at:
            return Drop(TOO_LATE)
        case moment if moment > now:
            return Hold(moment)
        case _:
            return Send(number=number, validity=_validity(now, facts, [closing(now, facts.window, zones)]))


def _zones(now: datetime, facts: Facts) -> Sequence[str]:
    """The zones in which the window must be open.

    The zone that the patient stated stands alone where the number tells nothing, and where the window of
    both is never open at once.
    """
    stated = facts.contact.timezone if facts.contact else None
    home = known_zones([stated])[:1] or known_zones([facts.clinic_timezone, "UTC"])[:1]
    of_number = known_zones(facts.number_zones)
    everywhere = known_zones([*home, *of_number]) if tell_something(of_number, now) else home
    return everywhere if next_opening(now, facts.window, everywhere) is not None else home


def _validity(now: datetime, facts: Facts, closings: Sequence[datetime]) -> timedelta:
    ends = [*closings] if facts.expires_at is None else [*closings, facts.expires_at]
    spans = [end - now for end in ends]
    return max(_SHORTEST, min(_VALIDITY.get(facts.purpose, _LONGEST), _LONGEST, *spans))
