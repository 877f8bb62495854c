"""Somebody answers for a case from now on, or takes it over from whoever does."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from aftercare_escalations.domain.case import Case, Changed, State, promised
from aftercare_escalations.domain.choice import Channel, Choice
from aftercare_escalations.domain.clinic import Clinic
from aftercare_escalations.domain.effects import Effect, Notice, Taken, Tell, TellPatient
from aftercare_escalations.domain.handing_over import hand_over_at


def take(case: Case, choice: Choice, clinic: Clinic, now: datetime) -> Changed:
    """The case when somebody takes it."""
    staff_id = choice.staff_id
    promise_at = promised(case, case.policy.promise, clinic, now)
    if case.holder == staff_id and (case.asked or case.offered):
        # An answer to our question: they are at it, and the promise begins anew.
        ends_at = None if case.offered else case.hand_over_at
        kept = replace(case, asked=False, promise_at=promise_at, hand_over_at=ends_at, offered=())
        others = [Tell(staff_id=one, notice=Notice.TAKEN_BY, about=staff_id) for one in case.offered]
        return kept, (Tell(staff_id=staff_id, notice=Notice.KEPT), *others)
    if case.holder == staff_id:
        return case, (Tell(staff_id=staff_id, notice=Notice.HAVE_IT),)
    if case.holder is not None and not _takes_over(case, choice):
        return case, (Tell(staff_id=staff_id, notice=Notice.HELD_BY, about=case.holder),)
    taken = replace(
        case,
        state=State.TAKEN,
        holder=staff_id,
        taken_at=now,
        told_at=None,
        promise_at=promise_at,
        asked=False,
        offered=(),
        next_page_at=None,
        hurry=None,
        overdue_at=None,
        first=None,
        paged=(),
        patient_knows=case.patient_knows if case.forgotten else staff_id,
    )
    taken = replace(taken, hand_over_at=hand_over_at(taken, clinic, now))
    return taken, (Taken(staff_id), Tell(staff_id=staff_id, notice=Notice.YOURS), *_told(case, staff_id))


def _takes_over(case: Case, choice: Choice) -> bool:
    """Whether somebody wants a case that they know to be another's: two who are only quick do not."""
    match choice.channel:
        case _ if choice.staff_id in case.offered:
            return True
        case Channel.TEXT:
            return choice.over
        case Channel.CONSOLE:
            return case.taken_at is None or choice.known_at >= case.taken_at


def _told(case: Case, staff_id: UUID) -> tuple[Effect, ...]:
    """Tell who may think otherwise: the former holder, whoever was paged or asked, and the patient."""
    former = (
        () if case.holder is None else (Tell(staff_id=case.holder, notice=Notice.TAKEN_OVER, about=staff_id),)
    )
    others = [
        Tell(staff_id=one, notice=Notice.TAKEN_BY, about=staff_id)
        for one in dict.fromkeys((*case.paged, *case.offered))
        if one not in (staff_id, case.holder)
    ]
    promise = TellPatient(staff_id, again=case.patient_knows is not None)
    known = case.forgotten or case.patient_knows == staff_id
    return (*former, *others, *(() if known else (promise,)))
