"""Asking for a patient's erasure, and seeing how far it has come."""

from uuid import UUID

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_chassis import UnitOfWork
from aftercare_console.domain.cases import Case
from aftercare_console.domain.erasure import read
from aftercare_console.domain.forgetting import Erasure, erasure
from aftercare_console.store import forgetting
from aftercare_console.store.cases import Cases
from aftercare_console.store.clinics import lock
from aftercare_console.store.history import patient_scope
from aftercare_console.store.patients import Patients
from aftercare_console.store.recording import keep
from aftercare_console.store.timeline import Timeline
from aftercare_contracts import PatientErased, PatientForgotten


async def erase_patient(work: UnitOfWork, patient: RowMapping, *, staff_id: UUID | None) -> list[Case]:
    """Erase a patient here, and tell all others to, once; or give the open cases that forbid it."""
    patient_id = patient["patient_id"]
    await lock(work.connection, f"patient/{patient_id}")
    known = await Patients(work.connection).patient(patient_id)
    if known is None or known["forgotten_at"] is not None:
        return []
    scope = await patient_scope(work.connection, patient_id)
    open_cases = await Cases(work.connection).open_about(scope.parties)
    if open_cases:
        return open_cases
    event = PatientForgotten(
        event_id=work.new_id(),
        clinic_id=patient["clinic_id"],
        occurred_at=work.now,
        correlation_id=patient_id,
        patient_id=patient_id,
        staff_id=staff_id,
    )
    work.say(event)
    await keep(work.connection, event)
    await forgetting.forget_patient(work.connection, patient_id, patient["clinic_id"], work.now)
    return []


async def erasure_of(connection: AsyncConnection, patient: RowMapping) -> Erasure | None:
    """How far a patient's erasure has come; none for one who was not erased."""
    if patient["forgotten_at"] is None:
        return None
    topics = [PatientForgotten.topic, PatientErased.topic]
    entries = await Timeline(connection).of_party(patient["patient_id"], topics)
    return erasure(patient["forgotten_at"], [read(one["topic"], one["body"]) for one in entries])
