"""What a patient's concerns make of a case.

A concern joins the patient's open case and may raise its level, never lower it. Where somebody holds the
case already, they are paged about it at once and keep it, unless the level rises to one that pages: then
nobody holds it any more, and the ladder begins anew with the former holder, since a promise made about a
lesser thing does not cover it. What may wait on the worklist may not wait overnight where a word for a sign
of the body occurs in it: it is paged at once, and never waits again.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from aftercare_contracts import HandOnReason, Level, NotPagedReason, PageReason, Party
from aftercare_escalations.domain.case import Case, Changed, State, reopened
from aftercare_escalations.domain.clinic import Clinic, after_open_hours
from aftercare_escalations.domain.effects import Effect, HandedOn, NotPaged, Opened, Page
from aftercare_escalations.domain.policy import Manner, Policy, at_once, rises

# How long a page about news may be on its way: what a holder decides sooner may be decided without it.
NEWS_WAIT = timedelta(minutes=15)


def opened(
    *, case_id: UUID, clinic_id: str, party: Party, code: str, language: str, level: Level,
    clinic: Clinic, now: datetime, names_sign: bool = False, concern_id: UUID | None = None,
) -> Changed:  # fmt: skip
    """A case for a first concern."""
    agreed = clinic.policies[level]
    overnight = _overnight(agreed, clinic, now, names_sign=names_sign)
    policy = at_once(agreed) if overnight else agreed
    case = Case(
        case_id=case_id,
        clinic_id=clinic_id,
        party=party,
        code=code,
        language=language,
        level=level,
        policy=policy,
        opened_at=now,
        concern_at=now,
        concern_id=concern_id,
    )
    scheduled, waiting = _scheduled(case, clinic, now, overnight=overnight)
    return scheduled, (Opened(), *waiting)


def joined(
    case: Case, level: Level, clinic: Clinic, now: datetime, *,
    names_sign: bool = False, concern_id: UUID | None = None,
) -> Changed:  # fmt: skip
    """The case when a further concern has come to it."""
    higher = rises(case.level, level)
    agreed = clinic.policies[level] if higher else case.policy
    overnight = _overnight(agreed, clinic, now, names_sign=names_sign)
    policy = at_once(agreed) if overnight else agreed
    pages = not _waits(policy)
    sooner = pages and _waits(case.policy)
    heard = replace(case, concern_at=now, concern_id=concern_id)
    # What is paged already is not put back on the worklist by a further concern.
    kept = case.policy if not (pages or _waits(case.policy)) else policy
    raised = replace(heard, level=level if higher else case.level, policy=kept)
    opening = (Opened(),) if higher else ()
    match case.state:
        case State.CLOSED:
            return case, ()
        case State.OPEN:
            moved = higher or sooner
            scheduled, waiting = (
                _scheduled(raised, clinic, now, overnight=overnight) if moved else (heard, ())
            )
            return scheduled, (*opening, *waiting)
        case State.TAKEN if higher and pages:
            assert case.holder is not None
            handed_on = HandedOn(case.holder, HandOnReason.RAISED)
            return reopened(raised, now, first=case.holder), (handed_on, *opening)
        case State.TAKEN:
            told, effects = _told(raised, PageReason.NEWS, now)
            return _promised_anew(told, now) if sooner else told, (*opening, *effects)


def unreached(case: Case, now: datetime) -> Changed:
    """The case when a safety text has not reached the patient: somebody must act at once, said once."""
    hurried = replace(case, unreached=True)
    match case.state:
        case _ if case.unreached:
            return case, ()
        case State.CLOSED:
            return case, ()
        case State.OPEN:
            return replace(hurried, next_page_at=now, hurry=PageReason.PATIENT_UNREACHED), ()
        case State.TAKEN:
            return _told(hurried, PageReason.PATIENT_UNREACHED, now)


def _told(case: Case, reason: PageReason, now: datetime) -> Changed:
    """Page the holder about news; until that may be read, a closing text may have crossed it."""
    assert case.holder is not None
    read_at = now + NEWS_WAIT
    page = Page(staff_id=case.holder, round=case.round, expires_at=read_at, reason=reason, news=True)
    return replace(case, told_at=read_at), (page,)


def _promised_anew(case: Case, now: datetime) -> Case:
    """What may not wait overnight any more: nor does the holder's promise, which ran while it might."""
    soon = now + case.policy.promise
    return replace(case, promise_at=min(soon, case.promise_at or soon))


def _overnight(policy: Policy, clinic: Clinic, now: datetime, *, names_sign: bool) -> bool:
    """Whether a concern may not wait for the clinic to open."""
    return policy.signs_page_when_closed and names_sign and not clinic.is_open(now)


def _waits(policy: Policy) -> bool:
    return policy.manner is Manner.WORKLIST


def _scheduled(
    case: Case, clinic: Clinic, now: datetime, *, overnight: bool
) -> tuple[Case, tuple[Effect, ...]]:
    """Page at once, or leave it on the worklist for as long as its level allows."""
    span = case.policy.overdue_after
    if case.policy.manner is not Manner.WORKLIST or span is None:
        return reopened(case, now, hurry=PageReason.SIGN_WHEN_CLOSED if overnight else None), ()
    if case.next_page_at is not None:
        return case, ()
    latest = after_open_hours(now, span, clinic)
    overdue_at = min(latest, case.overdue_at or latest)
    waiting = replace(case, overdue_at=overdue_at, unpaged=NotPagedReason.WORKLIST)
    return waiting, (NotPaged(NotPagedReason.WORKLIST, overdue_at),)
