"""How far a call has come: forward only, whatever order the news arrive in, and how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from aftercare_contracts import CallResult, Decision


class CallState(StrEnum):
    """Where a call is."""

    REQUESTED = "requested"
    PLACING = "placing"  # claimed: a process is talking to the carrier, or died while it did
    UNKNOWN = "unknown"  # the carrier may or may not have it: to be looked up
    QUEUED = "queued"
    RINGING = "ringing"
    PICKED_UP = "picked_up"
    ENDED = "ended"


_RANK: Mapping[CallState, int] = MappingProxyType(
    {
        CallState.REQUESTED: 0,
        CallState.PLACING: 0,
        CallState.UNKNOWN: 0,
        CallState.QUEUED: 1,
        CallState.RINGING: 2,
        CallState.PICKED_UP: 3,
        CallState.ENDED: 4,
    }
)

# https://www.twilio.com/docs/voice/api/call-resource#call-status-values
CALL_STATUSES: Mapping[str, tuple[CallState, CallResult | None]] = MappingProxyType(
    {
        "queued": (CallState.QUEUED, None),
        "initiated": (CallState.QUEUED, None),
        "ringing": (CallState.RINGING, None),
        "in-progress": (CallState.PICKED_UP, None),
        "completed": (CallState.ENDED, CallResult.NO_KEY),
        "busy": (CallState.ENDED, CallResult.BUSY),
        "no-answer": (CallState.ENDED, CallResult.NO_ANSWER),
        "failed": (CallState.ENDED, CallResult.FAILED),
        "canceled": (CallState.ENDED, CallResult.FAILED),
    }
)
REASONS: Mapping[CallResult, str] = MappingProxyType(
    {
        CallResult.PRESSED: "They pressed a key.",
        CallResult.NO_KEY: "It was picked up, perhaps by a machine, and no key was pressed.",
        CallResult.NO_ANSWER: "Nobody picked up.",
        CallResult.BUSY: "The line was busy, or they declined.",
        CallResult.FAILED: "It could not be connected: check the number.",
        CallResult.NOT_MADE: "It would have been of no more use.",
    }
)
KEYS: Mapping[str, Decision] = MappingProxyType({"1": Decision.TAKE, "2": Decision.PASS_ON})

# Real time. A claim outlives any request to the carrier; what is in doubt is looked up soon, as a call that
# was not made is worse than one made twice.
FIRST_LOOK = timedelta(seconds=2)
# A call lasts for three minutes at most: one of which we heard nothing for so long has ended unheard.
FIRST_QUESTION = timedelta(minutes=5)
GIVEN_UP = timedelta(days=1)
# Two clocks, and the carrier's counts whole seconds.
_SKEW = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial:
    """A call as it goes to the carrier; each attempt comes from the next of our numbers."""

    call_id: UUID
    number: str
    attempt: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeCall:
    """A call from us to a number as the carrier remembers it."""

    sid: str
    status: str
    created_at: datetime


def is_step(state: CallState, to: CallState) -> bool:
    """Whether the call comes further."""
    return _RANK[to] > _RANK[state]


def is_ours(state: CallState) -> bool:
    """Whether the carrier has not taken the call yet, as far as we know."""
    return _RANK[state] == 0


def made_at(call: MadeCall, claimed_at: datetime) -> bool:
    """Whether a call in the carrier's list may be the one that was claimed then, and lost sight of."""
    return call.created_at >= claimed_at - _SKEW
