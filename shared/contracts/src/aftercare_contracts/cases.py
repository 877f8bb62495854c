"""Who acts on a concern."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from aftercare_contracts.checkins import Level
from aftercare_contracts.event import Event, UtcDatetime
from aftercare_contracts.parties import Party


class Decision(StrEnum):
    """What a member of staff does with a case."""

    TAKE = "take"
    PASS_ON = "pass_on"  # noqa: S105 - a decision, not a password
    CLOSE = "close"


class PageReason(StrEnum):
    """Why this person is paged, and now."""

    FIRST_ON_CALL = "first_on_call"
    NO_ANSWER = "no_answer"
    NOT_DELIVERED = "not_delivered"
    PASSED_ON = "passed_on"
    EVERYBODY = "everybody"
    OVERDUE = "overdue"
    HELD_BEFORE = "held_before"
    NEWS = "news"
    PATIENT_UNREACHED = "patient_unreached"
    ROTA_CHANGED = "rota_changed"
    SIGN_WHEN_CLOSED = "sign_when_closed"
    SHIFT_OVER = "shift_over"


class NotPagedReason(StrEnum):
    """Why nobody is paged about an open case for now."""

    WORKLIST = "worklist"
    NOBODY_ON_CALL = "nobody_on_call"
    ALL_TRIED = "all_tried"


class HandOnReason(StrEnum):
    """Why somebody no longer answers for a case, or never will."""

    PASSED_ON = "passed_on"
    NO_OUTCOME = "no_outcome"
    RAISED = "raised"
    NEWS_NOT_DELIVERED = "news_not_delivered"
    SHIFT_OVER = "shift_over"


class CaseOpened(Event):
    """A concern needs a person, and paging begins."""

    topic: ClassVar[str] = "case.opened.v1"

    case_id: UUID
    revision: int = Field(default=0, ge=0, description="Counts the changes of the case")
    code: str
    party: Party
    level: Level
    reported_at: UtcDatetime | None = Field(
        default=None, description="When the report came that gave the case this level"
    )


class CasePaged(Event):
    """A member of staff was paged."""

    topic: ClassVar[str] = "case.paged.v1"

    case_id: UUID
    staff_id: UUID
    message_id: UUID
    round: int = Field(ge=1)
    reason: PageReason | None = Field(default=None, description="Why this person, and now")


class CaseNotPaged(Event):
    """Nobody is paged about an open case for now, and why."""

    topic: ClassVar[str] = "case.not_paged.v1"

    case_id: UUID
    reason: NotPagedReason
    until: UtcDatetime | None = Field(
        default=None, description="When it is looked at again, if that is known"
    )


class CaseTaken(Event):
    """A member of staff answers for the case."""

    topic: ClassVar[str] = "case.taken.v1"

    case_id: UUID
    revision: int = Field(default=0, ge=0, description="Counts the changes of the case")
    staff_id: UUID


class CaseHandedOn(Event):
    """The one who was paged, or held the case, passes it on: paging goes on."""

    topic: ClassVar[str] = "case.handed_on.v1"

    case_id: UUID
    revision: int = Field(default=0, ge=0, description="Counts the changes of the case")
    staff_id: UUID
    reason: HandOnReason | None = Field(default=None, description="Why they no longer answer for it")


class CaseOffered(Event):
    """The shift of whoever holds a case has ended, and somebody is asked to take it over."""

    topic: ClassVar[str] = "case.offered.v1"

    case_id: UUID
    staff_id: UUID = Field(description="Who is asked")
    holder_id: UUID = Field(description="Who has it until then")


class CaseClosed(Event):
    """A case has ended, with its outcome."""

    topic: ClassVar[str] = "case.closed.v1"

    case_id: UUID
    revision: int = Field(default=0, ge=0, description="Counts the changes of the case")
    staff_id: UUID
    outcome: str = Field(max_length=500)


class CaseDecided(Event):
    """Staff decided something about a case on the console."""

    topic: ClassVar[str] = "case.decided.v1"

    case_id: UUID
    staff_id: UUID
    decision: Decision
    outcome: str = Field(default="", max_length=500)
    seen_at: UtcDatetime | None = Field(
        default=None, description="When the page was made on which staff decided; news since then count"
    )
    known_concerns: tuple[UUID, ...] | None = Field(
        default=None, description="The newest concerns that could be seen; a case with another stays open"
    )
