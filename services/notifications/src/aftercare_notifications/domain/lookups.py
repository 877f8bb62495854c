"""Finding a text whose sending we lost sight of in the carrier's own list.

The carrier has no idempotency key, so a lost answer leaves two possibilities. It makes its record of a text
before it answers: a text that was accepted is in the list. A text that is not there after the request has
timed out, and again a while later, was never accepted, and sending it cannot be a second time. Most texts
wait for that second look. A safety text or a page is sent again after the first, and even without a list:
twice is better than not at all, and it says that it may be the second.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from aftercare_contracts import Purpose
from aftercare_notifications.domain.outcomes import Listed
from aftercare_notifications.domain.repeats import TWICE_IF_NEED_BE, unmarked

FIRST_LOOK = timedelta(seconds=2)
SECOND_LOOK = timedelta(seconds=15)
_LOOKS = 2
# From one time that a text is sent again without a list to the next: 2, 8, 32, … seconds, then 10 minutes.
_BLIND, _LONGEST_BLIND = timedelta(seconds=2), timedelta(minutes=10)
_FOURFOLD = 6  # times at most
# Two clocks, and the carrier's counts whole seconds. An older copy cannot be meant: it has its own sid here.
_SKEW = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A text that was lost sight of. `waited`, since `claimed_at`, is real time.

    `via` is what it came from. `misses` is how often it was looked for in vain, `blind` how often it was sent
    again without a list.
    """

    message_id: UUID
    purpose: Purpose
    number: str
    via: str | None
    body: str
    claimed_at: datetime
    waited: timedelta
    attempt: int
    misses: int
    blind: int


@dataclass(frozen=True, slots=True)
class Adopt:
    """This is ours: it was accepted."""

    copy: Listed


@dataclass(frozen=True, slots=True)
class SendAgain:
    """It was never accepted; or nobody can say for sure, and twice is better than not at all: a `repeat`."""

    blind: bool = False
    repeat: bool = False


@dataclass(frozen=True, slots=True)
class LookAgain:
    """It is too early to say."""

    after: timedelta


def judge(
    doubt: Doubt, listed: Sequence[Listed] | None, *, others: Collection[str] = ()
) -> Adopt | SendAgain | LookAgain:
    """What follows from the carrier's list (none: it could not be had) for a text that was lost sight of.

    The list is without what belongs to other texts of ours; `others` are the bodies of those that are lost
    sight of too, on their way to the same number.
    """
    early = doubt.purpose in TWICE_IF_NEED_BE
    if listed is None:
        return _without_list(doubt) if early else LookAgain(SECOND_LOOK)
    copy = next(_copies(doubt, listed, others), None)
    if copy is not None:
        return Adopt(copy)
    return SendAgain(repeat=early) if early or doubt.misses + 1 >= _LOOKS else LookAgain(SECOND_LOOK)


def _without_list(doubt: Doubt) -> SendAgain | LookAgain:
    spacing = min(_BLIND * 4 ** min(doubt.blind, _FOURFOLD), _LONGEST_BLIND)
    return (
        SendAgain(blind=True, repeat=True) if doubt.waited >= spacing else LookAgain(spacing - doubt.waited)
    )


def _copies(doubt: Doubt, listed: Sequence[Listed], others: Collection[str]) -> Iterator[Listed]:
    """Those that are it, the likeliest first.

    A carrier may change a body: a trial account's prefix, Smart Encoding
    (https://www.twilio.com/docs/messaging/services#smart-encoding). What must not go twice is any text to
    the number that no other text of ours accounts for.
    """
    since = doubt.claimed_at - _SKEW
    fresh = sorted((one for one in listed if one.created_at >= since), key=lambda one: one.created_at)
    yield from (one for one in fresh if unmarked(one.body) == unmarked(doubt.body))
    if doubt.purpose not in TWICE_IF_NEED_BE:
        accounted = {unmarked(body) for body in others}
        yield from (one for one in fresh if unmarked(one.body) not in accounted)
