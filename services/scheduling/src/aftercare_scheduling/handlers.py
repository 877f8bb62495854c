"""What scheduling hears on the bus."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import RowMapping

from aftercare_chassis import Handlers, NotYet, UnitOfWork, closed_days, confirm_erasure
from aftercare_contracts import (
    CheckinDropped,
    ClinicConfigured,
    DropReason,
    Hours,
    PatientChanged,
    PatientForgotten,
    ProcedureAmended,
    ProcedureCompleted,
    ProcedureVoided,
)
from aftercare_scheduling.domain.milestones import plan
from aftercare_scheduling.domain.sessions import forgotten, newest_session, superseded, zone_and_language
from aftercare_scheduling.store import Store


async def configure_clinic(event: ClinicConfigured, work: UnitOfWork) -> None:
    """Keep the clinic's hours and place."""
    await Store(work.connection).configure(event)


async def plan_milestones(event: ProcedureCompleted, work: UnitOfWork) -> None:
    """Plan the milestones of a procedure; a newer session supersedes what is left of an older one."""
    store = Store(work.connection)
    if not await store.add_procedure(event):
        return
    patient = await store.patient(event.patient_id)
    await store.change_procedure(event.procedure_id, **zone_and_language(event, patient))
    await _plan(store, await _known(store, event.procedure_id))
    sessions = await store.procedures_of(event.patient_id)
    await _drop(work, superseded(sessions), DropReason.SUPERSEDED)
    await _drop(work, forgotten(sessions, patient), DropReason.FORGOTTEN)


async def replan_milestones(event: ProcedureAmended, work: UnitOfWork) -> None:
    """Move the milestones that are still to come to where the corrected date puts them."""
    store = Store(work.connection)
    procedure = await _known(store, event.procedure_id)
    if event.revision <= procedure["revision"] or procedure["voided_at"] is not None:
        return
    amended = {name: getattr(event, name) for name in ("performed_on", "timezone", "revision")}
    await store.change_procedure(event.procedure_id, **amended)
    await _plan(store, await _known(store, event.procedure_id), revive=[DropReason.TOO_LATE])


async def void_milestones(event: ProcedureVoided, work: UnitOfWork) -> None:
    """Drop what is planned of a procedure entered by mistake, and go back to the one before."""
    store = Store(work.connection)
    procedure = await _known(store, event.procedure_id)
    await store.change_procedure(event.procedure_id, voided_at=work.now)
    await _drop(work, [event.procedure_id], DropReason.VOIDED)
    for newest in newest_session(await store.procedures_of(procedure["patient_id"])):
        await _plan(store, newest, revive=[DropReason.SUPERSEDED])


async def move_patient(event: PatientChanged, work: UnitOfWork) -> None:
    """Count the milestones that are still to come in the patient's new zone."""
    store = Store(work.connection)
    if not await store.move(event):
        return
    for procedure in await store.procedures_of(event.patient_id):
        changed = {"timezone": event.timezone, "language": event.language}
        await store.change_procedure(procedure["procedure_id"], **changed)
        await _plan(store, await _known(store, procedure["procedure_id"]))


async def forget_patient(event: PatientForgotten, work: UnitOfWork) -> None:
    """Ask the patient nothing more."""
    store = Store(work.connection)
    await store.forget(event.patient_id)
    known = [one["procedure_id"] for one in await store.procedures_of(event.patient_id)]
    await _drop(work, known, DropReason.FORGOTTEN)
    confirm_erasure(event, work, "scheduling")


async def _known(store: Store, procedure_id: UUID) -> RowMapping:
    procedure = await store.procedure(procedure_id)
    if procedure is None:
        raise NotYet(f"procedure {procedure_id} has not been heard of")
    return procedure


async def _plan(store: Store, procedure: RowMapping, *, revive: Sequence[DropReason] = ()) -> None:
    clinic = await store.clinic(procedure["clinic_id"])
    if clinic is None:
        raise NotYet(f"clinic {procedure['clinic_id']} has not been heard of")
    hours = Hours.model_validate(clinic["hours"])
    closed = closed_days(hours, clinic["country"], clinic["region"])
    planned = plan(procedure["performed_on"], procedure["timezone"], hours, closed)
    await store.plan(procedure, planned, revive=revive)


async def _drop(work: UnitOfWork, procedure_ids: Sequence[UUID], reason: DropReason) -> None:
    for one in await Store(work.connection).drop(procedure_ids, reason):
        work.say(
            CheckinDropped(
                event_id=work.new_id(),
                clinic_id=one.clinic_id,
                occurred_at=work.now,
                correlation_id=one.procedure_id,
                checkin_id=one.checkin_id,
                procedure_id=one.procedure_id,
                patient_id=one.patient_id,
                milestone=one.milestone,
                reason=reason,
            )
        )


def handlers() -> Handlers:
    """Which function hears which event."""
    heard = Handlers()
    heard.on(ClinicConfigured, configure_clinic)
    heard.on(ProcedureCompleted, plan_milestones)
    heard.on(ProcedureAmended, replan_milestones)
    heard.on(ProcedureVoided, void_milestones)
    heard.on(PatientChanged, move_patient)
    heard.on(PatientForgotten, forget_patient)
    return heard
