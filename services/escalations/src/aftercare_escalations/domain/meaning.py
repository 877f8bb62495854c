"""Which case staff mean by a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from aftercare_contracts import Decision
from aftercare_escalations.domain.case import Case, State
from aftercare_escalations.domain.effects import Notice
from aftercare_escalations.domain.replies import NotUnderstood, Understood


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """A decision about one case."""

    case_id: UUID
    decision: Decision
    outcome: str
    over: bool


@dataclass(frozen=True, slots=True)
class Unmeant:
    """No case, or not one alone, can be meant: what to say about it, and the codes to choose from."""

    notice: Notice
    codes: tuple[str, ...] = ()
    code: str | None = None  # as it was written


def meant(
    read: Understood | NotUnderstood, staff_id: UUID, named: Case | None, theirs: Sequence[Case]
) -> Meant | Unmeant:
    """The case that a text is about: that of its code, or the only one of those that concern the writer."""
    codes = tuple(one.code for one in theirs)
    if isinstance(read, NotUnderstood):
        asks = read.notice is Notice.HELP and codes
        return Unmeant(Notice.HELP_CASES if asks else read.notice, codes)
    if read.code and named is None:
        return Unmeant(Notice.UNKNOWN_CODE_CASES if codes else Notice.UNKNOWN_CODE, codes, read.code)
    match [named] if named else _possible(read.decision, staff_id, theirs):
        case [one]:
            return Meant(case_id=one.case_id, decision=read.decision, outcome=read.outcome, over=read.over)
        case []:
            return Unmeant(Notice.NONE_WAITING)
        case several:
            return Unmeant(Notice.WHICH, tuple(one.code for one in several))


def _possible(decision: Decision, staff_id: UUID, known: Sequence[Case]) -> list[Case]:
    waiting = [one for one in known if one.state is State.OPEN or staff_id in one.offered]
    held = [one for one in known if one.holder == staff_id]
    match decision:
        case Decision.TAKE:
            return waiting + [one for one in held if one.asked] or held
        case Decision.PASS_ON:
            return waiting + held
        case Decision.CLOSE:
            return held or waiting
