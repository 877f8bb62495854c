"""A case as its events tell it, in whatever order they arrive."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from aftercare_contracts import (
    CaseClosed,
    CaseHandedOn,
    CaseOpened,
    CasePaged,
    CaseTaken,
    Decision,
    Level,
    PartyKind,
)

Told = CaseOpened | CasePaged | CaseTaken | CaseHandedOn | CaseClosed


class State(StrEnum):
    """Whether somebody answers for a case."""

    OPEN = "open"
    TAKEN = "taken"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known of a case; what its opening tells is missing until that has been heard."""

    case_id: UUID
    clinic_id: str
    code: str | None = None
    party_kind: PartyKind | None = None
    party_id: UUID | None = None
    level: Level | None = None
    state: State = State.OPEN
    state_revision: int = 0
    state_at: datetime | None = None
    holder_id: UUID | None = None
    pages: int = 0
    paged_id: UUID | None = None
    paged_at: datetime | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: str | None = None


def follow(case: Case, event: Told) -> Case:
    """The case after one more of its events, which may be older than those before."""
    match event:
        case CaseOpened():
            return _opened(case, event)
        case CasePaged():
            return _paged(case, event)
        case CaseClosed():
            return replace(
                case,
                state=State.CLOSED,
                state_revision=event.revision,
                state_at=event.occurred_at,
                holder_id=event.staff_id,
                closed_at=event.occurred_at,
                outcome=event.outcome,
            )
        case CaseTaken():
            return _held(case, State.TAKEN, event.staff_id, event)
        case CaseHandedOn():
            return _held(case, State.OPEN, None, event)


def refusal(state: State, decision: Decision, outcome: str, *, news: bool = False) -> str | None:
    """Why staff cannot decide this about a case, and what to do; none when they can.

    `news`: whether something has come since that they have not seen.
    """
    match decision:
        case _ if state is State.CLOSED:
            return "The case is closed. Nothing is left to decide."
        case Decision.CLOSE if not outcome.strip():
            return "Say in a few words how the case ended."
        case Decision.CLOSE if news:
            return "There is news since you read this case. Read the case again, then close it."
        case Decision.TAKE | Decision.PASS_ON | Decision.CLOSE:
            return None


def _opened(case: Case, event: CaseOpened) -> Case:
    raised = case.level is None or event.level.urgency > case.level.urgency
    return replace(
        case,
        code=event.code,
        party_kind=event.party.kind,
        party_id=event.party.id,
        level=event.level if raised else case.level,
        opened_at=min(event.occurred_at, case.opened_at or event.occurred_at),
    )


def _paged(case: Case, event: CasePaged) -> Case:
    paged = replace(case, pages=case.pages + 1)
    if case.paged_at is not None and event.occurred_at < case.paged_at:
        return paged
    return replace(paged, paged_id=event.staff_id, paged_at=event.occurred_at)


def _held(case: Case, state: State, holder_id: UUID | None, event: CaseTaken | CaseHandedOn) -> Case:
    if case.state is State.CLOSED or event.revision < case.state_revision:
        return case
    # Several changes may be of one moment, and clocks may be set back: only revisions tell their order.
    return replace(
        case, state=state, state_revision=event.revision, state_at=event.occurred_at, holder_id=holder_id
    )
