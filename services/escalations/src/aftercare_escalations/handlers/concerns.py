"""What comes of a patient's concerns."""

from uuid import UUID, uuid5

from aftercare_chassis import UnitOfWork
from aftercare_contracts import ConcernRaised
from aftercare_escalations.domain.case import Changed
from aftercare_escalations.domain.clinic import Clinic
from aftercare_escalations.domain.concerns import joined, opened
from aftercare_escalations.domain.links import Links
from aftercare_escalations.effects import settle
from aftercare_escalations.handlers.waking import PAGE_DUE
from aftercare_escalations.store import Cases, Clinics, Codes

_CASES = UUID("b7a2c9e4-2f0d-4d7b-8a86-61c1f6f7a3d9")


async def raise_concern(event: ConcernRaised, work: UnitOfWork, *, links: Links) -> None:
    """Open a case for a patient, or let the concern join the one that is open."""
    cases = Cases(work)
    if not await cases.add_concern(event):
        return
    known = await cases.current(event.clinic_id, event.party)
    clinic = await Clinics(work.connection).clinic(event.clinic_id)
    if known is None:
        changed = await _opened(event, clinic, work)
    else:
        changed = joined(
            known, event.level, clinic, work.now, names_sign=event.names_sign, concern_id=event.concern_id
        )
    reported_at = event.replied_at or event.occurred_at
    await settle(changed, work, links=links, cause=event.concern_id, reported_at=reported_at)
    work.wake(PAGE_DUE)


async def _opened(event: ConcernRaised, clinic: Clinic, work: UnitOfWork) -> Changed:
    case_id = uuid5(_CASES, str(event.concern_id))
    return opened(
        case_id=case_id,
        clinic_id=event.clinic_id,
        party=event.party,
        code=await Codes(work.connection).give(event.clinic_id, case_id, work.now),
        language=event.language,
        level=event.level,
        clinic=clinic,
        now=work.now,
        names_sign=event.names_sign,
        concern_id=event.concern_id,
    )
