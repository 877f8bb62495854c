"""How urgent each level is, and what is done about it: data."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from types import MappingProxyType

from aftercare_contracts import Level, Manner, Policies

__all__ = ["POLICIES", "Manner", "Policy", "at_once", "policies_of", "rises"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a case begins with and keeps until its level rises; there is no cap on the rounds of paging.

    Not held to the bounds of the event again: whatever a case began with, it goes on with.
    """

    manner: Manner = Manner.ONE_BY_ONE
    # How long a round of everybody lasts; without it, a turn lasts as long as the rota says.
    round_wait: timedelta | None = None
    # The share of a turn after which whoever was paged is called as well; 1 is never.
    call_after: float | None = None
    # Open hours that a case may stay on the worklist before somebody is paged one by one.
    overdue_after: timedelta | None = None
    # Whether a word for a sign of the body pages at once while the clinic is closed.
    signs_page_when_closed: bool = False
    # How long somebody may hold a case before they are asked about it, and then before others are paged.
    promise: timedelta = timedelta(minutes=60)
    grace: timedelta = timedelta(minutes=15)


def policies_of(said: Policies) -> Mapping[Level, Policy]:
    """A clinic's policies by level."""
    return MappingProxyType({level: Policy(**said.of(level).model_dump()) for level in Level})


POLICIES = policies_of(Policies())  # of a clinic that has set none


def at_once(policy: Policy) -> Policy:
    """The same for what may not wait on the worklist."""
    return replace(policy, manner=Manner.ONE_BY_ONE, overdue_after=None, signs_page_when_closed=False)


def rises(before: Level, after: Level) -> bool:
    """Whether a level is more urgent than the one before it."""
    return after.urgency > before.urgency
