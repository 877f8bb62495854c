"""What the console hears on the bus: everything."""

from functools import partial
from typing import Any
from uuid import UUID

from aftercare_chassis import Handlers, NotYet, UnitOfWork, confirm_erasure
from aftercare_chassis.handlers import Handler
from aftercare_console.domain.cases import Told, follow
from aftercare_console.domain.cleaning import cleaned
from aftercare_console.domain.reading import awaits_reading
from aftercare_console.store import forgetting
from aftercare_console.store.cases import Cases
from aftercare_console.store.clinics import Clinics
from aftercare_console.store.patients import Patients
from aftercare_console.store.policies import Policies
from aftercare_console.store.recording import keep
from aftercare_console.store.replies import Replies
from aftercare_console.store.rota import Rotas
from aftercare_contracts import (
    EVENTS,
    CaseClosed,
    CaseHandedOn,
    CaseOpened,
    CasePaged,
    CaseTaken,
    ClinicConfigured,
    Event,
    PatientChanged,
    PatientForgotten,
    PatientRegistered,
    PoliciesChanged,
    ProcedureAmended,
    ProcedureCompleted,
    ProcedureVoided,
    ReplyReceived,
    ReplyRetracted,
    RotaChanged,
    StaffForgotten,
    StaffRegistered,
    SymptomsAssessed,
)


async def record(event: Event, work: UnitOfWork) -> None:
    """Put an event on the timeline."""
    await keep(work.connection, event)


async def configure_clinic(event: ClinicConfigured, work: UnitOfWork) -> None:
    """Keep a clinic's settings."""
    await Clinics(work.connection).configure(event)


async def change_rota(event: RotaChanged, work: UnitOfWork) -> None:
    """Keep who is paged."""
    await Rotas(work.connection).keep(event)


async def change_policies(event: PoliciesChanged, work: UnitOfWork) -> None:
    """Keep what is done about each level."""
    await Policies(work.connection).change(event)


async def register_staff(event: StaffRegistered, work: UnitOfWork) -> None:
    """Keep the contact of a member of staff."""
    await Clinics(work.connection).register_staff(event)


async def forget_staff(event: StaffForgotten, work: UnitOfWork) -> None:
    """Erase the number of one who left."""
    await forgetting.forget_staff(work.connection, event.staff_id, event.clinic_id, work.now)


async def register_patient(event: PatientRegistered, work: UnitOfWork) -> None:
    """Keep a patient's contact."""
    await Patients(work.connection).register(event)


async def move_patient(event: PatientChanged, work: UnitOfWork) -> None:
    """Keep a patient's zone and language."""
    await Patients(work.connection).move(event)


async def forget_patient(event: PatientForgotten, work: UnitOfWork) -> None:
    """Erase a patient, here and on the timeline."""
    await forgetting.forget_patient(work.connection, event.patient_id, event.clinic_id, work.now)
    confirm_erasure(event, work, "console")


async def complete_procedure(event: ProcedureCompleted, work: UnitOfWork) -> None:
    """Keep whose procedure it is."""
    await Patients(work.connection).complete(event)


async def amend_procedure(event: ProcedureAmended, work: UnitOfWork) -> None:
    """Keep a procedure's corrected day."""
    store = Patients(work.connection)
    await _known(store, event.procedure_id)
    await store.amend(event)


async def void_procedure(event: ProcedureVoided, work: UnitOfWork) -> None:
    """Count a procedure no longer."""
    store = Patients(work.connection)
    await _known(store, event.procedure_id)
    await store.void(event.procedure_id, work.now)


async def receive_reply(event: ReplyReceived, work: UnitOfWork) -> None:
    """Keep that a reply waits to be read, if it is to be."""
    if awaits_reading(event):
        await Replies(work.connection).receive(event)


async def read_reply(event: SymptomsAssessed | ReplyRetracted, work: UnitOfWork) -> None:
    """Keep that a reply waits no more."""
    await Replies(work.connection).read(event.reply_id)


async def follow_case(event: Told, work: UnitOfWork) -> None:
    """Keep how a case stands."""
    store = Cases(work.connection)
    await store.keep(follow(await store.meet(event.case_id, event.clinic_id), event))


async def _known(store: Patients, procedure_id: UUID) -> None:
    if await store.procedure(procedure_id) is None:
        raise NotYet(f"procedure {procedure_id} has not been heard of")


async def _hear(project: Handler[Any], event: Event, work: UnitOfWork) -> None:
    await project(cleaned(event), work)
    await record(event, work)


_PROJECTIONS: dict[type[Event], Handler[Any]] = {
    ClinicConfigured: configure_clinic,
    RotaChanged: change_rota,
    PoliciesChanged: change_policies,
    StaffRegistered: register_staff,
    StaffForgotten: forget_staff,
    PatientRegistered: register_patient,
    PatientChanged: move_patient,
    PatientForgotten: forget_patient,
    ProcedureCompleted: complete_procedure,
    ProcedureAmended: amend_procedure,
    ProcedureVoided: void_procedure,
    ReplyReceived: receive_reply,
    SymptomsAssessed: read_reply,
    ReplyRetracted: read_reply,
    CaseOpened: follow_case,
    CasePaged: follow_case,
    CaseTaken: follow_case,
    CaseHandedOn: follow_case,
    CaseClosed: follow_case,
}


def handlers() -> Handlers:
    """Which function hears which event: all are recorded, and some change what is kept besides."""
    heard = Handlers()
    for event_type in EVENTS:
        projection = _PROJECTIONS.get(event_type)
        heard.on(event_type, record if projection is None else partial(_hear, projection))
    return heard
