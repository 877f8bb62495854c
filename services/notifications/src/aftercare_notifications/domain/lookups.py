"""Finding a text whose sending we lost sight of in the carrier's own list.

The carrier has no idempotency key, so a lost answer leaves two possibilities. It makes its record of a text
before it answers: a text that was accepted is in the list. A text that is not there after the request has
timed out, and again a while later, was never accepted, and sending it cannot be a second time. Prompts wait
for that second look. A safety text or a page is sent again after the first: twice is better than not at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aftercare_notifications.domain.outcomes import Listed
from aftercare_notifications.domain.sending import Lane

FIRST_LOOK = timedelta(seconds=2)
SECOND_LOOK = timedelta(seconds=15)
_LOOKS = 2
# Two clocks, and the carrier's counts whole seconds. An older copy cannot be meant: it has its own sid here.
_SKEW = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Adopt:
    """This is ours: it was accepted."""

    copy: Listed


@dataclass(frozen=True, slots=True)
class SendAgain:
    """It was never accepted."""


@dataclass(frozen=True, slots=True)
class LookAgain:
    """It is too early to say."""

    after: timedelta


def judge(
    listed: Sequence[Listed] | None, *, body: str, claimed_at: datetime, lane: Lane, misses: int
) -> Adopt | SendAgain | LookAgain:
    """What follows from the carrier's list (none: it could not be had) for a text that was lost sight of.

    The list is without what belongs to other texts of ours; `misses` counts the lookups in vain before.
    """
    copies = () if listed is None else _copies(listed, body, claimed_at)
    match lane:
        case _ if copies:
            return Adopt(copies[0])
        case Lane.URGENT:
            return SendAgain()
        case Lane.PROMPT if listed is None:
            return LookAgain(SECOND_LOOK)
        case Lane.PROMPT:
            return SendAgain() if misses + 1 >= _LOOKS else LookAgain(SECOND_LOOK)


def _copies(listed: Sequence[Listed], body: str, claimed_at: datetime) -> Sequence[Listed]:
    same = [
        one for one in listed if one.body.strip() == body.strip() and one.created_at >= claimed_at - _SKEW
    ]
    return sorted(same, key=lambda one: one.created_at)
