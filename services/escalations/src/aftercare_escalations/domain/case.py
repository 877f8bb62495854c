"""One patient's concerns, from the first until a person has closed them.

A concern joins the patient's open case and may raise its level, never lower it. Where somebody holds the
case already, they are paged about it at once and keep it, unless the level rises to one that pages: then
nobody holds it any more, and the ladder begins anew with the former holder, since a promise made about a
lesser thing does not cover it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from aftercare_contracts import Level, Party
from aftercare_escalations.domain.clinic import Clinic, after_open_hours
from aftercare_escalations.domain.effects import Effect, HandedOn, Opened, Page
from aftercare_escalations.domain.policy import POLICIES, Manner, Policy, rises


class State(StrEnum):
    """Whether somebody must be found, has been found, or is no longer needed."""

    OPEN = "open"
    TAKEN = "taken"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case at one moment; decisions return another."""

    case_id: UUID
    clinic_id: str
    party: Party
    code: str
    language: str
    level: Level
    policy: Policy
    opened_at: datetime
    state: State = State.OPEN
    round: int = 1
    # Who has had their turn in this round, and who of them will not answer: page failed, or passed on.
    turns: tuple[UUID, ...] = ()
    unavailable: tuple[UUID, ...] = ()
    # Who has been paged and does not know yet that somebody has taken the case.
    paged: tuple[UUID, ...] = ()
    first: UUID | None = None  # begins the round, wherever the ladder has them
    round_began_at: datetime | None = None
    turn_at: datetime | None = None  # when the last turn began, or was given up
    next_page_at: datetime | None = None
    overdue_at: datetime | None = None
    holder: UUID | None = None
    promise_at: datetime | None = None  # when the holder is asked, or once asked, loses the case
    asked: bool = False
    patient_told: bool = False
    forgotten: bool = False

    @property
    def due_at(self) -> datetime | None:
        """When something must happen although nobody asks for it."""
        known = (self.next_page_at, self.overdue_at, self.promise_at)
        return min((moment for moment in known if moment is not None), default=None)

    @property
    def waited_for(self) -> tuple[UUID, ...]:
        """Who was paged in this round and may still answer, the last one last."""
        return tuple(one for one in self.turns if one not in self.unavailable)


Changed = tuple[Case, tuple[Effect, ...]]


def opened(
    *, case_id: UUID, clinic_id: str, party: Party, code: str, language: str, level: Level,
    clinic: Clinic, now: datetime,
) -> Changed:  # fmt: skip
    """A case for a first concern."""
    policy = POLICIES[level]
    case = Case(
        case_id=case_id,
        clinic_id=clinic_id,
        party=party,
        code=code,
        language=language,
        level=level,
        policy=policy,
        opened_at=now,
    )
    return _scheduled(case, clinic, now), (Opened(),)


def joined(case: Case, level: Level, clinic: Clinic, now: datetime) -> Changed:
    """The case when a further concern has come to it."""
    higher = rises(case.level, level)
    raised = replace(case, level=level, policy=POLICIES[level]) if higher else case
    news = (Opened(),) if higher else ()
    match case.state:
        case State.CLOSED:
            return case, ()
        case State.OPEN:
            return (_scheduled(raised, clinic, now) if higher else case), news
        case State.TAKEN if higher and raised.policy.manner is not Manner.WORKLIST:
            assert case.holder is not None
            return reopened(raised, now, first=case.holder), (HandedOn(case.holder), *news)
        case State.TAKEN:
            assert case.holder is not None
            return raised, (*news, Page(staff_id=case.holder, round=case.round, news=True))


def reopened(case: Case, now: datetime, *, first: UUID | None = None) -> Case:
    """The case when somebody must be found for it at once, from the top of the ladder."""
    return replace(
        case,
        state=State.OPEN,
        holder=None,
        promise_at=None,
        asked=False,
        # A round in which nobody has had a turn has not begun, and need not be called another.
        round=case.round + (1 if case.turns else 0),
        turns=(),
        unavailable=(),
        first=first,
        next_page_at=now,
        overdue_at=None,
    )


def _scheduled(case: Case, clinic: Clinic, now: datetime) -> Case:
    """Page at once, or leave it on the worklist for as long as its level allows."""
    span = case.policy.overdue_after
    if case.policy.manner is not Manner.WORKLIST or span is None:
        return reopened(case, now)
    if case.next_page_at is not None:
        return case
    overdue_at = after_open_hours(now, span, clinic)
    return replace(case, overdue_at=min(overdue_at, case.overdue_at or overdue_at))
