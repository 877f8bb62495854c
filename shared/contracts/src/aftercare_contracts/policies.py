"""What a clinic does about a case of each level."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from aftercare_contracts.checkins import Level
from aftercare_contracts.event import Event

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
# What cannot be read may be anything: a person reads it within two open hours.
_LONGEST_UNREAD = 2 * _HOUR
# An open business day of the clinic: what is to be seen the same business day.
_BUSINESS_DAY = 8 * _HOUR
_LONGEST_PROMISE = {Level.EMERGENCY: _HOUR, Level.SEVERE: 4 * _HOUR}


class Manner(StrEnum):
    """Who is paged at a time, and when paging begins."""

    EVERYBODY = "everybody"
    ONE_BY_ONE = "one_by_one"
    WORKLIST = "worklist"


def _between(least: timedelta, most: timedelta) -> AfterValidator:
    def check(span: timedelta) -> timedelta:
        if not least <= span <= most:
            raise ValueError(f"This is from {_words(least)} to {_words(most)}: write 5 minutes as PT5M")
        return span

    return AfterValidator(check)


def _words(span: timedelta) -> str:
    minutes = int(span / _MINUTE)
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"


class Policy(BaseModel):
    """What is done about a case of one level; there is no cap on the rounds of paging."""

    model_config = ConfigDict(frozen=True)

    manner: Manner
    round_wait: Annotated[timedelta, _between(_MINUTE, 30 * _MINUTE)] | None = Field(
        default=None, description="How long a round of everybody lasts"
    )
    call_after: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Share of a turn after which whoever was paged is called as well, 1 for never; "
        "unless set, at once where everybody is paged, and else after half",
    )
    overdue_after: Annotated[timedelta, _between(5 * _MINUTE, 24 * _HOUR)] | None = Field(
        default=None, description="Open hours on the worklist before somebody is paged, one by one"
    )
    signs_page_when_closed: bool = Field(
        default=False,
        description="Whether, out of hours, a word for a sign of the body pages at once, one by one",
    )
    promise: Annotated[timedelta, _between(5 * _MINUTE, 24 * _HOUR)] = Field(
        default=_HOUR, description="How long somebody may hold a case before they are asked about it"
    )
    grace: Annotated[timedelta, _between(5 * _MINUTE, _HOUR)] = Field(
        default=15 * _MINUTE, description="How long they have to answer that before others are paged"
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        everybody, worklist = self.manner is Manner.EVERYBODY, self.manner is Manner.WORKLIST
        if everybody is (self.round_wait is None):
            raise ValueError("round_wait belongs to the manner everybody, and that needs it")
        if worklist is (self.overdue_after is None):
            raise ValueError("overdue_after belongs to the manner worklist, and that needs it")
        if self.signs_page_when_closed and not worklist:
            raise ValueError("signs_page_when_closed belongs to the manner worklist: the others page anyhow")
        return self


def _waiting(span: timedelta, *, signs_page_when_closed: bool = True) -> Policy:
    return Policy(manner=Manner.WORKLIST, overdue_after=span, signs_page_when_closed=signs_page_when_closed)


class Policies(BaseModel):
    """A clinic's policies, by level; the defaults are safe, and what is left out keeps its default."""

    model_config = ConfigDict(frozen=True)

    emergency: Policy = Policy(manner=Manner.EVERYBODY, round_wait=5 * _MINUTE, promise=30 * _MINUTE)
    severe: Policy = Policy(manner=Manner.ONE_BY_ONE)
    unclear: Policy = _waiting(_LONGEST_UNREAD)
    moderate: Policy = _waiting(_BUSINESS_DAY)
    mild: Policy = _waiting(_BUSINESS_DAY, signs_page_when_closed=False)
    none: Policy = _waiting(_BUSINESS_DAY, signs_page_when_closed=False)

    def of(self, level: Level) -> Policy:
        """The policy of a level."""
        found: Policy = getattr(self, level.lower())
        return found

    @field_validator("emergency")
    @classmethod
    def _pages_everybody(cls, policy: Policy) -> Policy:
        if policy.manner is not Manner.EVERYBODY:
            raise ValueError("An emergency pages everybody on call at once: set manner to everybody")
        return _held_shortly(policy, Level.EMERGENCY)

    @field_validator("severe")
    @classmethod
    def _pages(cls, policy: Policy) -> Policy:
        if policy.manner is Manner.WORKLIST:
            raise ValueError("A severe report pages at once: set manner to one_by_one or everybody")
        return _held_shortly(policy, Level.SEVERE)

    @field_validator("unclear")
    @classmethod
    def _is_read_soon(cls, policy: Policy) -> Policy:
        if policy.overdue_after is not None and policy.overdue_after > _LONGEST_UNREAD:
            raise ValueError(f"What cannot be read waits {_words(_LONGEST_UNREAD)} at most: overdue_after")
        return policy


def _held_shortly(policy: Policy, level: Level) -> Policy:
    if policy.promise > (longest := _LONGEST_PROMISE[level]):
        raise ValueError(f"The promise of this level lasts {_words(longest)} at most")
    return policy


class PoliciesChanged(Event):
    """What a clinic does about a case of each level from now on; running cases keep what they began with."""

    topic: ClassVar[str] = "policies.changed.v1"

    revision: int = Field(ge=1)
    policies: Policies
