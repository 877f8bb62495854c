"""What follows from a decision: values that somebody else carries out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import accumulate
from uuid import UUID

from aftercare_contracts import HandOnReason, NotPagedReason, PageReason


class Notice(StrEnum):
    """What staff are told; the name of its text."""

    YOURS = "yours"
    HAVE_IT = "have_it"
    KEPT = "kept"
    TAKEN_BY = "taken_by"
    TAKEN_OVER = "taken_over"
    HELD_BY = "held_by"
    TAKE_FIRST = "take_first"
    HAS_NEWS = "has_news"
    NOT_CLOSED = "not_closed"
    PASSED = "passed"
    ASKED = "asked"
    LAPSED = "lapsed"
    SHIFT_OVER = "shift_over"
    OFFERED = "offered"
    NOT_TAKEN_OVER = "not_taken_over"
    CLOSED = "closed"
    CLOSED_BY = "closed_by"
    ALREADY_CLOSED = "already_closed"
    NEEDS_OUTCOME = "needs_outcome"
    UNKNOWN_CODE = "unknown_code"
    UNKNOWN_CODE_CASES = "unknown_code_cases"
    WHICH = "which"
    NONE_WAITING = "none_waiting"
    HELP = "help"
    HELP_CASES = "help_cases"


@dataclass(frozen=True, slots=True)
class Opened:
    """The case is open, at a level it did not have before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Page somebody: their turn in a round, or news about a case they hold."""

    staff_id: UUID
    round: int
    expires_at: datetime  # by then the next page is due, and this one would only confuse
    reason: PageReason
    news: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paged:
    """A page that was asked for, as it is remembered."""

    message_id: UUID
    case_id: UUID
    staff_id: UUID
    round: int
    news: bool
    paged_at: datetime
    expires_at: datetime
    call_id: UUID | None = None
    call_at: datetime | None = None  # when whoever was paged is called as well
    failed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """Tell somebody on the staff; `about` is the colleague who is named."""

    staff_id: UUID
    notice: Notice
    about: UUID | None = None


@dataclass(frozen=True, slots=True)
class TellPatient:
    """Tell the patient who will call, or that it is somebody else now."""

    staff_id: UUID
    again: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """Somebody is asked to take the case over, as the shift of its holder has ended."""

    staff_id: UUID
    holder_id: UUID


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody answers for the case."""

    staff_id: UUID


@dataclass(frozen=True, slots=True)
class HandedOn:
    """Somebody no longer answers for the case, or did not want to."""

    staff_id: UUID
    reason: HandOnReason


@dataclass(frozen=True, slots=True)
class Closed:
    """The case has ended."""

    staff_id: UUID
    outcome: str


@dataclass(frozen=True, slots=True)
class NotPaged:
    """Nobody is paged for now, and why."""

    reason: NotPagedReason
    until: datetime


@dataclass(frozen=True, slots=True)
class NobodyOnCall:
    """Somebody must be paged and the rota names nobody."""


Change = Opened | Taken | HandedOn | Closed
Effect = Opened | Page | Tell | TellPatient | Offered | Taken | HandedOn | Closed | NotPaged | NobodyOnCall


def numbered(effects: Sequence[Effect], revision: int) -> tuple[tuple[Effect, int], ...]:
    """Each effect with the revision that the case has with it: every change of a case makes another."""
    changes = (int(isinstance(one, Change)) for one in effects)
    _, *revisions = accumulate(changes, initial=revision)
    return tuple(zip(effects, revisions, strict=True))
