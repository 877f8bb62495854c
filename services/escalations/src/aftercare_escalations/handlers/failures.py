"""What comes of texts that have reached a phone, and of those that will not."""

from datetime import timedelta

from aftercare_chassis import NotYet, Refused, UnitOfWork
from aftercare_contracts import MessageDelivered, MessageFailed, Purpose
from aftercare_escalations.domain.case import Case, Changed
from aftercare_escalations.domain.concerns import unreached
from aftercare_escalations.domain.ladder import failed
from aftercare_escalations.domain.links import Links
from aftercare_escalations.effects import settle
from aftercare_escalations.handlers.finding import case_locked
from aftercare_escalations.handlers.waking import CALL_DUE, PAGE_DUE
from aftercare_escalations.store import Cases, Pages

_CONCERN_IS_LATE = timedelta(minutes=10)


async def note_delivery(event: MessageDelivered, work: UnitOfWork) -> None:
    """Keep that a page has reached its phone; other texts are none of ours."""
    if event.purpose is Purpose.PAGE:
        await Pages(work.connection).deliver(event.message_id, work.now)


async def move_on(event: MessageFailed, work: UnitOfWork, *, links: Links) -> None:
    """Page at once when a page or a safety text will not reach its phone; other texts are none of ours."""
    match event.purpose:
        case Purpose.PAGE:
            changed = await _page_failed(event, work)
        case Purpose.SAFETY:
            changed = unreached(await _case_of(event, work), work.now)
        case Purpose.PROMPT | Purpose.REMINDER | Purpose.ANSWER | Purpose.NOTICE:
            changed = None
    if changed is not None:
        await settle(changed, work, links=links, cause=event.message_id)
        work.wake(PAGE_DUE)
        work.wake(CALL_DUE)


async def _page_failed(event: MessageFailed, work: UnitOfWork) -> Changed | None:
    page = await Pages(work.connection).fail(event.message_id, work.now)
    return None if page is None else failed(await case_locked(page.case_id, event, work), page, work.now)


async def _case_of(event: MessageFailed, work: UnitOfWork) -> Case:
    """The case about whoever a safety text did not reach; its concern may come after the failure."""
    case = await Cases(work).current(event.clinic_id, event.party)
    if case is None and work.now - event.occurred_at < _CONCERN_IS_LATE:
        raise NotYet("the concern has not come, or is closed")
    if case is None:
        raise Refused("the concern is closed")
    return case
