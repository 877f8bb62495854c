"""A page of which nothing is heard for a minute moves on, as one that has failed does."""

from datetime import timedelta
from functools import partial
from uuid import UUID

from aftercare_chassis import UnitOfWork, Works
from aftercare_escalations.domain.delivery import silent
from aftercare_escalations.domain.links import Links
from aftercare_escalations.effects import settle
from aftercare_escalations.handlers import CALL_DUE, PAGE_DUE
from aftercare_escalations.jobs.singly import singly
from aftercare_escalations.messages import links_of
from aftercare_escalations.settings import EscalationsSettings
from aftercare_escalations.store import Cases, Clinics, Pages

_BATCH = 200
PAGE_SILENT = "page-silent"


async def page_silent(works: Works, *, settings: EscalationsSettings) -> bool:
    """Move on from each page that has been silent for too long, each in a unit of work of its own."""
    within = timedelta(seconds=settings.deliver_within)
    async with works.begin() as work:
        message_ids = await Pages(work.connection).unreported(_BATCH, within)
    moved = [
        await singly(works, partial(_move_on, one, within, links_of(settings)), job=PAGE_SILENT, of=one)
        for one in message_ids
    ]
    return len(message_ids) == _BATCH and all(moved)


async def _move_on(message_id: UUID, within: timedelta, links: Links, work: UnitOfWork) -> None:
    page = await Pages(work.connection).fall_silent(message_id, within, work.now)
    case = None if page is None else await Cases(work).get(page.case_id)
    if page is None or case is None:
        return
    clinics = Clinics(work.connection)
    clinic = await clinics.clinic(case.clinic_id)
    rota = await clinics.rota(case.clinic_id, clinic, work.now)
    changed = silent(case, page, rota, work.now)
    if changed[0] != case:
        await settle(changed, work, links=links, cause=message_id)
    work.wake(PAGE_DUE)
    work.wake(CALL_DUE)
