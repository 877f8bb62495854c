"""How far a text has come: forward only, whatever order the news arrive in."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """Where a text is."""

    REQUESTED = "requested"
    SENDING = "sending"  # claimed: a process is talking to the carrier, or died while it did
    UNKNOWN = "unknown"  # the carrier may or may not have it: to be looked up
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    DROPPED = "dropped"  # by us: it would be of no more use


class News(StrEnum):
    """What is told the others when a text comes further."""

    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    DROPPED = "dropped"


_RANK: Mapping[State, int] = MappingProxyType(
    {
        State.REQUESTED: 0,
        State.SENDING: 0,
        State.UNKNOWN: 0,
        State.QUEUED: 1,
        State.SENT: 2,
        State.DELIVERED: 3,
        State.FAILED: 3,
        State.DROPPED: 3,
    }
)

# https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
CARRIER_STATUSES: Mapping[str, State] = MappingProxyType(
    {
        "accepted": State.QUEUED,
        "scheduled": State.QUEUED,
        "queued": State.QUEUED,
        "sending": State.QUEUED,
        "sent": State.SENT,
        "partially_delivered": State.SENT,  # some segments only: no proof that it can be read
        "delivered": State.DELIVERED,
        "read": State.DELIVERED,
        "undelivered": State.FAILED,
        "failed": State.FAILED,
        "canceled": State.FAILED,
    }
)


def advance(state: State, to: State) -> tuple[News, ...]:
    """What is news when the carrier reports `to` of a text in `state`; nothing when it is no step forward."""
    if _RANK[to] <= _RANK[state]:
        return ()
    taken = (News.SENT,) if _RANK[state] == 0 else ()
    match to:
        case State.DELIVERED:
            return (*taken, News.DELIVERED)
        case State.FAILED:
            return (*taken, News.FAILED)
        case _:
            return taken


def is_step(state: State, to: State) -> bool:
    """Whether the text comes further."""
    return _RANK[to] > _RANK[state]


def is_ours(state: State) -> bool:
    """Whether the carrier has not taken the text yet, as far as we know."""
    return _RANK[state] == 0
