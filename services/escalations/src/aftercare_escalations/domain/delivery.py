"""Whether a page has reached somebody: the call that follows it, and what its silence means."""

from dataclasses import replace
from datetime import datetime

from aftercare_contracts import PageReason
from aftercare_escalations.domain.case import Case, Changed, State
from aftercare_escalations.domain.clinic import Rota
from aftercare_escalations.domain.effects import Paged
from aftercare_escalations.domain.ladder import called, is_news_to_the_holder, is_turn
from aftercare_escalations.domain.policy import Manner, Policy

_AT_ONCE, _HALF = 0.0, 0.5


def call_at(page: Paged, policy: Policy) -> datetime | None:
    """When whoever is paged is called as well; about news only when the page does not arrive."""
    share = policy.call_after
    if share is None:
        share = _AT_ONCE if policy.manner is Manner.EVERYBODY else _HALF
    return None if page.news else page.paged_at + (page.expires_at - page.paged_at) * share


def is_to_be_called(case: Case, page: Paged, now: datetime) -> bool:
    """Whether a call is still of use to whoever was paged, and who has not said that they cannot."""
    match case.state:
        case _ if now >= page.expires_at:
            return False
        case State.OPEN if is_turn(case, page):
            return page.failed_at is not None or page.staff_id not in case.unavailable
        case State.TAKEN:
            return is_news_to_the_holder(case, page)
        case _:
            return False


def silent(case: Case, page: Paged, rota: Rota, now: datetime) -> Changed:
    """The case when a minute has passed and nobody can say whether a page has reached its phone.

    The next person is paged at once, and whoever was silent may still answer. Where nobody is left in the
    round it is not cut short: a network that never reports would page them over and over.
    """
    waits = case.state is State.OPEN and is_turn(case, page) and now < page.expires_at
    last = case.waited_for[-1:] == (page.staff_id,)
    somebody_is_left = bool(set(called(case, rota)) - set(case.turns))
    if waits and last and somebody_is_left and case.next_page_at is not None and case.next_page_at > now:
        return replace(case, next_page_at=now, hurry=PageReason.NOT_DELIVERED), ()
    return case, ()
