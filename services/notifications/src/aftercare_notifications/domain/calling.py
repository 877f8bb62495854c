"""Whether a call may be made, and when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from aftercare_notifications.domain.contacts import Contact
from aftercare_notifications.domain.decisions import AskAgain, Drop, Refuse, Send
from aftercare_notifications.domain.sending import FORGOTTEN, PATIENCE, RETRY_CONTACT

TOO_LATE = "Not called: the time in which the call was of use has passed."
WITHDRAWN = "Not called: somebody has taken the case, or closed it."
_NO_CONTACT = "Not called: we have no phone number for them, register it."
RING = timedelta(seconds=30)  # a voicemail picks up after 20 to 30 seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """All that bears on whether a call may be made; `waited` is real time, the moment is the clock's."""

    contact: Contact | None
    expires_at: datetime
    withdrawn: bool
    waited: timedelta


def decide_call(now: datetime, facts: CallFacts) -> Send | AskAgain | Refuse | Drop:
    """What to do with a call whose turn it is; a STOP is about texts, and holds no call back."""
    if facts.withdrawn:
        return Drop(WITHDRAWN)
    if now >= facts.expires_at:
        return Drop(TOO_LATE)
    if facts.contact is None:
        return Refuse(_NO_CONTACT) if facts.waited > PATIENCE else AskAgain(RETRY_CONTACT)
    if facts.contact.number is None:
        return Refuse(FORGOTTEN)
    return Send(number=facts.contact.number, validity=RING)
