"""What staff do with a case, by text or on the console: take it, pass it on, close it."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from aftercare_contracts import Decision, HandOnReason, PageReason
from aftercare_escalations.domain.case import Case, Changed, State, reopened
from aftercare_escalations.domain.choice import Choice
from aftercare_escalations.domain.clinic import Clinic
from aftercare_escalations.domain.closing import close
from aftercare_escalations.domain.effects import HandedOn, Notice, Tell
from aftercare_escalations.domain.handing_over import declined
from aftercare_escalations.domain.taking import take


def decided(case: Case, choice: Choice, clinic: Clinic, now: datetime) -> Changed:
    """The case after somebody's decision, and what follows from it."""
    if case.state is State.CLOSED:
        return case, (Tell(staff_id=choice.staff_id, notice=Notice.ALREADY_CLOSED),)
    match choice.decision:
        case Decision.TAKE:
            return take(case, choice, clinic, now)
        case Decision.PASS_ON:
            return _pass_on(case, choice.staff_id, now)
        case Decision.CLOSE:
            return close(case, choice, now)


def _pass_on(case: Case, staff_id: UUID, now: datetime) -> Changed:
    handed_on = HandedOn(staff_id, HandOnReason.PASSED_ON)
    passed = (handed_on, Tell(staff_id=staff_id, notice=Notice.PASSED))
    if case.holder == staff_id:
        given_up = replace(
            reopened(case, now, hurry=PageReason.PASSED_ON),
            turns=(staff_id,),
            unavailable=(staff_id,),
            round_began_at=now,
            turn_at=now,
        )
        return given_up, passed
    if staff_id in case.offered:
        return declined(case, staff_id, now)
    if case.holder is not None:
        return case, (Tell(staff_id=staff_id, notice=Notice.TAKEN_BY, about=case.holder),)
    if staff_id in case.unavailable:
        # Said already in this round: a phone that answers by itself would be answered for ever.
        return case, ()
    passing = replace(
        case,
        turns=tuple(dict.fromkeys((*case.turns, staff_id))),
        unavailable=(*case.unavailable, staff_id),
        round_began_at=case.round_began_at if case.turns else now,
    )
    # Somebody whose turn came later is being waited for already: they need no hurrying.
    if case.waited_for[-1:] not in ((), (staff_id,)) and case.next_page_at is not None:
        return passing, passed
    return replace(passing, next_page_at=now, turn_at=now, hurry=PageReason.PASSED_ON), passed
