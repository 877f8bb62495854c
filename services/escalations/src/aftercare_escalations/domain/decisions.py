"""What staff do with a case, by text or on the console: take it, pass it on, close it."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from aftercare_contracts import Decision
from aftercare_escalations.domain.case import Case, Changed, State, reopened
from aftercare_escalations.domain.effects import Closed, Effect, HandedOn, Notice, Taken, Tell, TellPatient

_LONGEST_OUTCOME = 500  # characters, as the event has it


def decided(case: Case, decision: Decision, staff_id: UUID, outcome: str, now: datetime) -> Changed:
    """The case after somebody's decision, and what follows from it."""
    if case.state is State.CLOSED:
        return case, (Tell(staff_id=staff_id, notice=Notice.ALREADY_CLOSED),)
    match decision:
        case Decision.TAKE:
            return _take(case, staff_id, now)
        case Decision.PASS_ON:
            return _pass_on(case, staff_id, now)
        case Decision.CLOSE:
            return _close(case, staff_id, outcome.strip()[:_LONGEST_OUTCOME])


def _take(case: Case, staff_id: UUID, now: datetime) -> Changed:
    promise_at = now + case.policy.promise
    if case.holder == staff_id and case.asked:
        # An answer to our question: they are at it, and the promise begins anew.
        kept = replace(case, asked=False, promise_at=promise_at)
        return kept, (Tell(staff_id=staff_id, notice=Notice.KEPT),)
    if case.holder == staff_id:
        return case, (Tell(staff_id=staff_id, notice=Notice.HAVE_IT),)
    if case.holder is not None:
        return case, (Tell(staff_id=staff_id, notice=Notice.TAKEN_BY, about=case.holder),)
    taken = replace(
        case,
        state=State.TAKEN,
        holder=staff_id,
        promise_at=promise_at,
        asked=False,
        next_page_at=None,
        overdue_at=None,
        first=None,
        paged=(),
        patient_told=True,
    )
    told: tuple[Effect, ...] = () if case.patient_told or case.forgotten else (TellPatient(staff_id),)
    yours = Tell(staff_id=staff_id, notice=Notice.YOURS)
    return taken, (Taken(staff_id), yours, *_others(case, staff_id, Notice.TAKEN_BY), *told)


def _pass_on(case: Case, staff_id: UUID, now: datetime) -> Changed:
    passed = (HandedOn(staff_id), Tell(staff_id=staff_id, notice=Notice.PASSED))
    if case.holder == staff_id:
        given_up = replace(
            reopened(case, now),
            turns=(staff_id,),
            unavailable=(staff_id,),
            round_began_at=now,
            turn_at=now,
        )
        return given_up, passed
    if case.holder is not None:
        return case, (Tell(staff_id=staff_id, notice=Notice.TAKEN_BY, about=case.holder),)
    if staff_id in case.unavailable:
        # Said already in this round: a phone that answers by itself would be answered for ever.
        return case, ()
    declined = replace(
        case,
        turns=tuple(dict.fromkeys((*case.turns, staff_id))),
        unavailable=(*case.unavailable, staff_id),
        round_began_at=case.round_began_at if case.turns else now,
    )
    # Somebody whose turn came later is being waited for already: they need no hurrying.
    if case.waited_for[-1:] not in ((), (staff_id,)) and case.next_page_at is not None:
        return declined, passed
    return replace(declined, next_page_at=now, turn_at=now), passed


def _close(case: Case, staff_id: UUID, outcome: str) -> Changed:
    if not outcome:
        return case, (Tell(staff_id=staff_id, notice=Notice.NEEDS_OUTCOME),)
    closed = replace(
        case,
        state=State.CLOSED,
        holder=None,
        promise_at=None,
        next_page_at=None,
        overdue_at=None,
        paged=(),
    )
    thanks = Tell(staff_id=staff_id, notice=Notice.CLOSED)
    return closed, (Closed(staff_id, outcome), thanks, *_others(case, staff_id, Notice.CLOSED_BY))


def _others(case: Case, staff_id: UUID, notice: Notice) -> tuple[Tell, ...]:
    """Tell whoever may still think that the case waits for them."""
    concerned = dict.fromkeys((*((case.holder,) if case.holder else ()), *case.paged))
    return tuple(Tell(staff_id=one, notice=notice, about=staff_id) for one in concerned if one != staff_id)
