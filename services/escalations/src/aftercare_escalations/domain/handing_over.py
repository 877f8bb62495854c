"""The end of a holder's shift: the next on call are asked to take the case over, and it is never nobody's.

Whoever holds a case keeps it until one of the next has taken it. Where none of them does in time, it opens
again and the ladder pages, as a promise of somebody who has gone home is none.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from aftercare_contracts import HandOnReason, PageReason
from aftercare_escalations.domain.case import Case, Changed, State, reopened
from aftercare_escalations.domain.clinic import Clinic, Rota
from aftercare_escalations.domain.effects import HandedOn, Notice, Offered, Tell
from aftercare_escalations.domain.policy import Manner


def hand_over_at(case: Case, clinic: Clinic, now: datetime) -> datetime | None:
    """When the shift of a case's holder ends; none when they are on none, or it never does."""
    if case.holder is None:
        return None
    ends_at = clinic.roster.off_call_at(case.holder, now, clinic.timezone)
    if ends_at is None:
        return None
    # Whoever has only just taken it gets to make the call first.
    return _by_day(max(ends_at, (case.taken_at or now) + case.policy.grace), case, clinic)


def _by_day(moment: datetime, case: Case, clinic: Clinic) -> datetime:
    """The moment, or when the clinic opens where the case may wait overnight."""
    waits = case.policy.manner is Manner.WORKLIST
    return clinic.hours.next_opening(moment, clinic.timezone, clinic.closed) if waits else moment


def with_rota(case: Case, clinic: Clinic, now: datetime) -> Case:
    """The case under another rota: a holder who was on shift and no longer is hands over at once."""
    if case.state is not State.TAKEN or case.offered or case.holder is None:
        return case
    gone = case.holder not in clinic.roster.on_call(now, clinic.timezone)
    at_once = gone and case.hand_over_at is not None
    ends_at = _by_day(now, case, clinic) if at_once else hand_over_at(case, clinic, now)
    return replace(case, hand_over_at=ends_at)


def shift_over(case: Case, rota: Rota, clinic: Clinic, now: datetime) -> Changed:
    """The case when its holder's shift has ended, or the time of those who were asked to take it over."""
    assert case.holder is not None
    if case.offered:
        lost = HandedOn(case.holder, HandOnReason.SHIFT_OVER)
        told = Tell(staff_id=case.holder, notice=Notice.NOT_TAKEN_OVER)
        return reopened(case, now, hurry=PageReason.SHIFT_OVER), (lost, told)
    if case.holder in rota.ladder:
        return replace(case, hand_over_at=hand_over_at(case, clinic, now)), ()
    everybody = case.policy.manner is Manner.EVERYBODY
    asked = rota.ladder if everybody else rota.ladder[:1]
    if not asked:
        # Nobody is there to take it over: the promise of its holder goes on.
        return replace(case, hand_over_at=None), ()
    offered = replace(case, offered=asked, hand_over_at=now + case.policy.grace)
    offers = [Offered(one, case.holder) for one in asked]
    tells = [Tell(staff_id=one, notice=Notice.OFFERED, about=case.holder) for one in asked]
    told = Tell(staff_id=case.holder, notice=Notice.SHIFT_OVER, about=asked[0])
    return offered, (*offers, *tells, told)


def declined(case: Case, staff_id: UUID, now: datetime) -> Changed:
    """The case when somebody who was asked to take it over cannot: with the last of them it opens again."""
    assert case.holder is not None
    left = tuple(one for one in case.offered if one != staff_id)
    passed = Tell(staff_id=staff_id, notice=Notice.PASSED)
    if left:
        return replace(case, offered=left), (passed,)
    lost = HandedOn(case.holder, HandOnReason.SHIFT_OVER)
    told = Tell(staff_id=case.holder, notice=Notice.NOT_TAKEN_OVER)
    opened = replace(
        reopened(case, now, hurry=PageReason.SHIFT_OVER),
        turns=(staff_id,),
        unavailable=(staff_id,),
        round_began_at=now,
        turn_at=now,
    )
    return opened, (lost, told, passed)
