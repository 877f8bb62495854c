"""A case at one moment: one patient's concerns, from the first until a person has closed them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from aftercare_contracts import Level, NotPagedReason, PageReason, Party
from aftercare_escalations.domain.clinic import Clinic, after_open_hours
from aftercare_escalations.domain.effects import Effect
from aftercare_escalations.domain.policy import Manner, Policy


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
    concern_at: datetime  # when the last concern came
    concern_id: UUID | None = None  # which it was
    state: State = State.OPEN
    revision: int = 0
    kept_at: datetime | None = None  # by the clock of the time when the case was last written
    round: int = 1
    # Who has had their turn in this round, and who of them will not answer: page failed, or passed on.
    turns: tuple[UUID, ...] = ()
    unavailable: tuple[UUID, ...] = ()
    # Who has been paged or asked, and does not know yet that somebody has taken the case.
    paged: tuple[UUID, ...] = ()
    first: UUID | None = None  # begins the round, wherever the ladder has them
    round_began_at: datetime | None = None
    turn_at: datetime | None = None  # when the last turn began, or was given up
    next_page_at: datetime | None = None
    hurry: PageReason | None = None  # why the next page comes before its time
    unpaged: NotPagedReason | None = None  # why nobody is paged, as it was said last
    overdue_at: datetime | None = None
    holder: UUID | None = None
    taken_at: datetime | None = None
    told_at: datetime | None = None  # from when on the holder counts as knowing the news of their case
    promise_at: datetime | None = None  # when the holder is asked, or once asked, loses the case
    asked: bool = False
    hand_over_at: datetime | None = None  # when the holder's shift ends, or the time of those who were asked
    offered: tuple[UUID, ...] = ()  # who was asked to take it over at the end of the holder's shift
    patient_knows: UUID | None = None  # who will call, as the patient was told last
    unreached: bool = False  # a safety text has not reached the patient, and somebody was hurried for it
    forgotten: bool = False

    @property
    def due_at(self) -> datetime | None:
        """When something must happen although nobody asks for it."""
        known = (self.next_page_at, self.overdue_at, self.promise_at, self.hand_over_at)
        return min((moment for moment in known if moment is not None), default=None)

    @property
    def waited_for(self) -> tuple[UUID, ...]:
        """Who was paged in this round and may still answer, the last one last."""
        return tuple(one for one in self.turns if one not in self.unavailable)


Changed = tuple[Case, tuple[Effect, ...]]


def reopened(
    case: Case, now: datetime, *, first: UUID | None = None, hurry: PageReason | None = None
) -> Case:
    """The case when somebody must be found for it at once, from the top of the ladder."""
    return replace(
        case,
        state=State.OPEN,
        holder=None,
        taken_at=None,
        told_at=None,
        promise_at=None,
        asked=False,
        hand_over_at=None,
        # Whoever was asked to take it over may still answer that, and has to know who has it in the end.
        paged=tuple(dict.fromkeys((*case.paged, *case.offered))),
        offered=(),
        # A round in which nobody has had a turn has not begun, and need not be called another.
        round=case.round + (1 if case.turns else 0),
        turns=(),
        unavailable=(),
        first=first,
        hurry=hurry,
        unpaged=None,
        next_page_at=now,
        overdue_at=None,
    )


def promised(case: Case, span: timedelta, clinic: Clinic, now: datetime) -> datetime:
    """When a holder's time is over; what may wait on the worklist overnight is not asked about at night."""
    if case.policy.manner is Manner.WORKLIST:
        return after_open_hours(now, span, clinic)
    return now + span
