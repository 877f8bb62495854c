"""Who is paged next, and when again: for ever, until somebody takes the case."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from aftercare_contracts import HandOnReason, NotPagedReason, PageReason
from aftercare_escalations.domain.case import Case, Changed, State, promised, reopened
from aftercare_escalations.domain.clinic import Clinic, Rota
from aftercare_escalations.domain.effects import (
    Effect,
    HandedOn,
    NobodyOnCall,
    Notice,
    NotPaged,
    Page,
    Paged,
    Tell,
)
from aftercare_escalations.domain.handing_over import shift_over
from aftercare_escalations.domain.policy import Manner

# No round begins sooner after the one before it, however many phones are dead; nor is an empty rota
# looked at more often, nor does a page expire sooner.
SHORTEST_ROUND = timedelta(minutes=1)


def due(case: Case, rota: Rota, clinic: Clinic, now: datetime) -> Changed:
    """What happens to a case when its moment has come."""
    match case.state:
        case _ if case.due_at is None or case.due_at > now:
            return case, ()
        case State.CLOSED:
            return case, ()
        case State.OPEN:
            return _page(case, rota, now)
        case State.TAKEN if case.hand_over_at is not None and case.hand_over_at <= now:
            handed, told = shift_over(case, rota, clinic, now)
            paged, effects = _page(handed, rota, now) if handed.state is State.OPEN else (handed, ())
            return paged, (*told, *effects)
        case State.TAKEN if not case.asked:
            assert case.holder is not None
            asked = replace(case, asked=True, promise_at=promised(case, case.policy.grace, clinic, now))
            return asked, (Tell(staff_id=case.holder, notice=Notice.ASKED),)
        case State.TAKEN:
            assert case.holder is not None
            handed_on = HandedOn(case.holder, HandOnReason.NO_OUTCOME)
            lost = (handed_on, Tell(staff_id=case.holder, notice=Notice.LAPSED))
            paged, effects = _page(reopened(case, now), rota, now)
            return paged, (*lost, *effects)


def failed(case: Case, page: Paged, now: datetime) -> Changed:
    """The case when a page has not reached the phone: whoever is next need not wait.

    A turn whose page has expired is over, and the next is due without hurry. After an outage such failures
    come by the dozen, and would page everybody in a rush.
    """
    match case.state:
        case State.TAKEN if is_news_to_the_holder(case, page):
            handed_on = HandedOn(page.staff_id, HandOnReason.NEWS_NOT_DELIVERED)
            return reopened(case, now, hurry=PageReason.NOT_DELIVERED), (handed_on,)
        case State.OPEN if is_turn(case, page) and now < page.expires_at:
            declined = replace(case, unavailable=tuple(dict.fromkeys((*case.unavailable, page.staff_id))))
            if case.waited_for[-1:] != (page.staff_id,):
                return declined, ()
            return replace(declined, next_page_at=now, hurry=PageReason.NOT_DELIVERED), ()
        case _:
            return case, ()


def is_news_to_the_holder(case: Case, page: Paged) -> bool:
    """Whether the page told of news the one who has the case, and has had it since."""
    asked_since = case.taken_at is None or page.paged_at >= case.taken_at
    return page.news and page.staff_id == case.holder and asked_since


def is_turn(case: Case, page: Paged) -> bool:
    """Whether the page was somebody's turn in the round that goes on now."""
    return not page.news and page.round == case.round and page.staff_id in case.turns


def rota_changed(case: Case, rota: Rota, now: datetime) -> Case:
    """The case under another rota: paging goes on at once when nobody on it is being waited for."""
    waited_for = set(case.waited_for) & set(rota.everybody)
    if case.state is State.OPEN and case.next_page_at is not None and not waited_for:
        return replace(case, next_page_at=min(now, case.next_page_at), hurry=PageReason.ROTA_CHANGED)
    return case


def _page(case: Case, rota: Rota, now: datetime) -> Changed:
    order = tuple(dict.fromkeys((*((case.first,) if case.first else ()), *called(case, rota))))
    if not order:
        return _unpaged(case, NotPagedReason.NOBODY_ON_CALL, now + SHORTEST_ROUND, NobodyOnCall())
    left = tuple(one for one in order if one not in case.turns)
    everybody = case.policy.manner is Manner.EVERYBODY
    again_at = _again_at(case, rota, now)
    if case.turns and now >= again_at and (everybody or not left):
        next_round = replace(case, round=case.round + 1, turns=(), unavailable=(), first=None)
        return _page(next_round, rota, now)
    if not left:
        return _unpaged(case, NotPagedReason.ALL_TRIED, again_at)
    return _paged(case, left if everybody else left[:1], rota, now)


def called(case: Case, rota: Rota) -> tuple[UUID, ...]:
    """Who has a turn in this round; where all on call are paged at once, the fallback is if none answers."""
    answered_by_none = case.round > 1 or (case.turns and not case.waited_for)
    at_once = case.policy.manner is Manner.EVERYBODY
    return rota.ladder if at_once and not answered_by_none else rota.everybody


def _unpaged(case: Case, reason: NotPagedReason, until: datetime, *effects: Effect) -> Changed:
    """Look again later; why is said when it is another reason than before, and not every minute."""
    waiting = replace(case, next_page_at=until, overdue_at=None, hurry=None, unpaged=reason)
    return waiting, (*effects, *(() if case.unpaged is reason else (NotPaged(reason, until),)))


def _paged(case: Case, chosen: tuple[UUID, ...], rota: Rota, now: datetime) -> Changed:
    began_at, wait = case.round_began_at if case.turns else now, _wait(case, rota)
    expires_at = now + max(wait, SHORTEST_ROUND)
    paged = replace(
        case,
        turns=(*case.turns, *chosen),
        paged=tuple(dict.fromkeys((*case.paged, *chosen))),
        round_began_at=began_at,
        turn_at=now,
        next_page_at=now + wait,
        overdue_at=None,
        hurry=None,
        unpaged=None,
    )
    return paged, tuple(
        Page(staff_id=one, round=case.round, expires_at=expires_at, reason=_reason(case, one))
        for one in chosen
    )


def _reason(case: Case, staff_id: UUID) -> PageReason:
    """Why somebody is paged now."""
    match case.hurry:
        case None if case.overdue_at is not None:
            return PageReason.OVERDUE
        case None | PageReason.ROTA_CHANGED if case.policy.manner is Manner.EVERYBODY:
            return PageReason.EVERYBODY
        case None if staff_id == case.first:
            return PageReason.HELD_BEFORE
        case None:
            return PageReason.NO_ANSWER if case.turns else PageReason.FIRST_ON_CALL
        case reason:
            return reason


def _wait(case: Case, rota: Rota) -> timedelta:
    return case.policy.round_wait or rota.page_wait


def _again_at(case: Case, rota: Rota, now: datetime) -> datetime:
    """When the next round may begin if everybody has had their turn in this one."""
    began_at, turn_at = case.round_began_at or now, case.turn_at or now
    soonest = began_at + SHORTEST_ROUND
    if case.policy.manner is Manner.EVERYBODY:
        return max(soonest, began_at + _wait(case, rota))
    if not case.waited_for:
        # Nobody is waited for: hurrying would only page the same dead phones over and over.
        return max(soonest, turn_at + _wait(case, rota))
    return soonest
