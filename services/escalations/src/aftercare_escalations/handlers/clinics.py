"""What clinics and patients decide about themselves."""

from zoneinfo import ZoneInfo

from aftercare_chassis import UnitOfWork, confirm_erasure
from aftercare_contracts import ClinicConfigured, PatientForgotten, PoliciesChanged, RotaChanged
from aftercare_escalations.domain.handing_over import with_rota
from aftercare_escalations.domain.ladder import rota_changed
from aftercare_escalations.handlers.waking import PAGE_DUE
from aftercare_escalations.store import Cases, Clinics


async def configure_clinic(event: ClinicConfigured, work: UnitOfWork) -> None:
    """Keep the clinic's settings; those with a zone that is none are not taken over."""
    ZoneInfo(event.timezone)
    await Clinics(work.connection).configure(event)


async def change_policies(event: PoliciesChanged, work: UnitOfWork) -> None:
    """Keep what the clinic does about each level; running cases keep what they began with."""
    await Clinics(work.connection).change_policies(event)


async def change_rota(event: RotaChanged, work: UnitOfWork) -> None:
    """Keep the rota; who is waited for, and when a holder's shift ends, may be others now."""
    clinics, cases = Clinics(work.connection), Cases(work)
    await clinics.change_rota(event)
    clinic = await clinics.clinic(event.clinic_id)
    rota = await clinics.rota(event.clinic_id, clinic, work.now)
    for case_id in await cases.running_ids(event.clinic_id):
        case = await cases.get(case_id)
        if case is None:
            continue
        moved = with_rota(rota_changed(case, rota, work.now), clinic, work.now)
        if moved != case:
            await cases.save(moved)
    work.wake(PAGE_DUE)


async def forget_patient(event: PatientForgotten, work: UnitOfWork) -> None:
    """Name the patient no more; the case stays until somebody has closed it."""
    await Cases(work).forget(event)
    confirm_erasure(event, work, "escalations")
