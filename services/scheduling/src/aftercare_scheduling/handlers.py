"""What scheduling hears on the bus."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import RowMapping

from aftercare_chassis import Handlers, NotYet, UnitOfWork
from aftercare_contracts import (
    CheckinDropped,
    ClinicConfigured,
    DropReason,
    PatientChanged,
    PatientForgotten,
    ProcedureAmended,
    ProcedureCompleted,
    ProcedureVoided,
)
from aftercare_scheduling.domain.milestones import plan
from aftercare_scheduling.store import Dropped, Store


async def configure_clinic(event: ClinicConfigured, work: UnitOfWork) -> None:
    """Keep the clinic's hours."""
    await Store(work.connection).configure(event)


async def plan_milestones(event: ProcedureCompleted, work: UnitOfWork) -> None:
    """Plan the milestones of a procedure; a newer session supersedes what is left of an older one."""
    store = Store(work.connection)
    if not await store.add_procedure(event):
        return
    procedure = await _known(store, event.procedure_id)
    await _plan(store, procedure)
    sessions = await store.procedures_of(event.patient_id)
    newest = max(one["session"] for one in sessions)
    older = [one["procedure_id"] for one in sessions if one["session"] < newest]
    _say_dropped(work, await store.drop(older, DropReason.SUPERSEDED), DropReason.SUPERSEDED)


async def replan_milestones(event: ProcedureAmended, work: UnitOfWork) -> None:
    """Move the milestones that are still to come to where the corrected date puts them."""
    store = Store(work.connection)
    procedure = await _known(store, event.procedure_id)
    if event.revision <= procedure["revision"]:
        return
    amended = {name: getattr(event, name) for name in ("performed_on", "timezone", "revision")}
    await store.change_procedure(event.procedure_id, **amended)
    await _plan(store, await _known(store, event.procedure_id))


async def void_milestones(event: ProcedureVoided, work: UnitOfWork) -> None:
    """Drop what is still planned of a procedure that was entered by mistake."""
    store = Store(work.connection)
    await _known(store, event.procedure_id)
    await store.change_procedure(event.procedure_id, voided_at=work.now)
    _say_dropped(work, await store.drop([event.procedure_id], DropReason.VOIDED), DropReason.VOIDED)


async def move_patient(event: PatientChanged, work: UnitOfWork) -> None:
    """Count the milestones that are still to come in the patient's new zone."""
    store = Store(work.connection)
    for procedure in await store.procedures_of(event.patient_id):
        changed = {"timezone": event.timezone, "language": event.language}
        await store.change_procedure(procedure["procedure_id"], **changed)
        await _plan(store, await _known(store, procedure["procedure_id"]))


async def forget_patient(event: PatientForgotten, work: UnitOfWork) -> None:
    """Ask the patient nothing more."""
    store = Store(work.connection)
    known = [one["procedure_id"] for one in await store.procedures_of(event.patient_id)]
    _say_dropped(work, await store.drop(known, DropReason.FORGOTTEN), DropReason.FORGOTTEN)


async def _known(store: Store, procedure_id: UUID) -> RowMapping:
    procedure = await store.procedure(procedure_id)
    if procedure is None:
        raise NotYet(f"procedure {procedure_id} has not been heard of")
    return procedure


async def _plan(store: Store, procedure: RowMapping) -> None:
    hours = await store.hours(procedure["clinic_id"])
    if hours is None:
        raise NotYet(f"clinic {procedure['clinic_id']} has not been heard of")
    await store.plan(procedure, plan(procedure["performed_on"], procedure["timezone"], hours))


def _say_dropped(work: UnitOfWork, dropped: Iterable[Dropped], reason: DropReason) -> None:
    for one in dropped:
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
