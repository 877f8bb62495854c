"""Whoever was paged and has not answered is called as well."""

from functools import partial
from uuid import UUID

from aftercare_chassis import UnitOfWork, Works
from aftercare_escalations.domain.delivery import is_to_be_called
from aftercare_escalations.domain.links import Links
from aftercare_escalations.handlers import CALL_DUE
from aftercare_escalations.jobs.singly import singly
from aftercare_escalations.messages import Writer
from aftercare_escalations.store import Cases, Clinics, Pages

_BATCH = 200


async def call_due(works: Works, *, links: Links) -> bool:
    """Ask for each call whose moment has come, each in a unit of work of its own."""
    async with works.begin() as work:
        message_ids = await Pages(work.connection).to_call(_BATCH, work.now)
    asked = [await singly(works, partial(_call, one, links), job=CALL_DUE, of=one) for one in message_ids]
    return len(message_ids) == _BATCH and all(asked)


async def _call(message_id: UUID, links: Links, work: UnitOfWork) -> None:
    page = await Pages(work.connection).claim_call(message_id, work.now)
    case = None if page is None else await Cases(work).get(page.case_id)
    if page is None or case is None or not is_to_be_called(case, page, work.now):
        return
    clinic = await Clinics(work.connection).clinic(case.clinic_id)
    writer = Writer(clinic_id=case.clinic_id, clinic=clinic, links=links, cause=message_id, work=work)
    writer.call(case, page)
