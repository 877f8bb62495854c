"""How long the carrier is asked for a photo, and what staff are told meanwhile."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID, uuid5

_PHOTOS = UUID("5f0f6c1e-52a5-4f0c-9c5e-0d7a3f6f2a44")
# Real time. Twilio may take a moment to store what came; an outage lasts hours, and staff must know sooner.
_TELL_AFTER, _GIVE_UP_AFTER = timedelta(minutes=10), timedelta(days=3)
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=2), timedelta(minutes=10)
_DOUBLINGS = 9  # times at most

NOT_YET = "It cannot be fetched just now, and is tried again: ask the patient, or have a look at them."
GIVEN_UP = "The carrier did not hand it over: ask the patient to send it again, or have a look at them."
NO_PICTURE = "It is no picture that can be shown, as a video: ask for a photo, or have a look at them."
TOO_LARGE = "It is too large: ask the patient to send it smaller, or have a look at them."
OUT_OF_TIME = "The time for which photos are kept is over."
ON_REQUEST = "The patient was erased on request."


class PhotoState(StrEnum):
    """Where a photo is."""

    WAITING = "waiting"  # with the carrier: to be fetched
    KEPT = "kept"
    REFUSED = (
        "refused"  # not fit to be shown; the carrier has the only copy, and keeps it until its time is over
    )
    GIVEN_UP = "given_up"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo as it was fetched."""

    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Unfit:
    """What was fetched, or would have been, cannot be shown: why, and what to do."""

    reason: str


@dataclass(frozen=True, slots=True)
class Away:
    """The photo could not be had this time."""


Fetched = Picture | Unfit | Away


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """Another try, and whether staff are told that there is trouble."""

    after: timedelta
    tell: bool


@dataclass(frozen=True, slots=True)
class GiveUp:
    """No more tries."""


def photo_id(message_sid: str, position: int) -> UUID:
    """The one id that a photo of a message can have."""
    return uuid5(_PHOTOS, f"{message_sid}/{position}")


def pause(attempts: int) -> timedelta:
    """The real time between one try and the next."""
    return min(_FIRST_PAUSE * (1 << min(attempts, _DOUBLINGS)), _LONGEST_PAUSE)


def after_failure(*, age: timedelta, attempts: int, told: bool) -> Again | GiveUp:
    """What follows when a photo of this age could not be had once more."""
    if age >= _GIVE_UP_AFTER:
        return GiveUp()
    return Again(after=pause(attempts), tell=age >= _TELL_AFTER and not told)
