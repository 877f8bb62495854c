"""How urgent each level is, and what is done about it: data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from aftercare_contracts import Level


class Manner(StrEnum):
    """Who is paged at a time, and when paging begins."""

    EVERYBODY = "everybody"
    ONE_BY_ONE = "one_by_one"
    WORKLIST = "worklist"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a case begins with and keeps until its level rises; there is no cap on the rounds of paging."""

    manner: Manner = Manner.ONE_BY_ONE
    # How long a round of everybody lasts; without it, a turn lasts as long as the rota says.
    round_wait: timedelta | None = None
    # Open hours that a case may stay on the worklist before somebody is paged one by one.
    overdue_after: timedelta | None = None
    # How long somebody may hold a case before they are asked about it, and then before others are paged.
    promise: timedelta = timedelta(minutes=60)
    grace: timedelta = timedelta(minutes=15)


# An open business day of the clinic: what is to be seen the same business day.
_BUSINESS_DAY = timedelta(hours=8)

POLICIES: Mapping[Level, Policy] = MappingProxyType(
    {
        Level.EMERGENCY: Policy(
            manner=Manner.EVERYBODY, round_wait=timedelta(minutes=5), promise=timedelta(minutes=30)
        ),
        Level.SEVERE: Policy(),
        Level.UNCLEAR: Policy(manner=Manner.WORKLIST, overdue_after=timedelta(hours=2)),
        Level.MODERATE: Policy(manner=Manner.WORKLIST, overdue_after=_BUSINESS_DAY),
        Level.MILD: Policy(manner=Manner.WORKLIST, overdue_after=_BUSINESS_DAY),
        Level.NONE: Policy(manner=Manner.WORKLIST, overdue_after=_BUSINESS_DAY),
    }
)


def rises(before: Level, after: Level) -> bool:
    """Whether a level is more urgent than the one before it."""
    return after.urgency > before.urgency
