"""What follows from a decision: values that somebody else carries out."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Notice(StrEnum):
    """What staff are told; the name of its text."""

    YOURS = "yours"
    HAVE_IT = "have_it"
    KEPT = "kept"
    TAKEN_BY = "taken_by"
    PASSED = "passed"
    ASKED = "asked"
    LAPSED = "lapsed"
    CLOSED = "closed"
    CLOSED_BY = "closed_by"
    ALREADY_CLOSED = "already_closed"
    NEEDS_OUTCOME = "needs_outcome"
    UNKNOWN_CODE = "unknown_code"
    WHICH = "which"
    NONE_WAITING = "none_waiting"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Opened:
    """The case is open, at a level it did not have before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Page somebody: their turn in a round, or news about a case they hold."""

    staff_id: UUID
    round: int
    news: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """Tell somebody on the staff; `about` is the colleague who is named."""

    staff_id: UUID
    notice: Notice
    about: UUID | None = None


@dataclass(frozen=True, slots=True)
class TellPatient:
    """Tell the patient who will call."""

    staff_id: UUID


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody answers for the case."""

    staff_id: UUID


@dataclass(frozen=True, slots=True)
class HandedOn:
    """Somebody no longer answers for the case, or did not want to."""

    staff_id: UUID


@dataclass(frozen=True, slots=True)
class Closed:
    """The case has ended."""

    staff_id: UUID
    outcome: str


@dataclass(frozen=True, slots=True)
class NobodyOnCall:
    """Somebody must be paged and the rota names nobody."""


Effect = Opened | Page | Tell | TellPatient | Taken | HandedOn | Closed | NobodyOnCall
