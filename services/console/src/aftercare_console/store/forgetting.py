"""Erasing people: what was kept of them, and what arrives late."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_console.domain import erasure
from aftercare_console.domain.timeline import Filing
from aftercare_console.store.cases import Cases
from aftercare_console.store.clinics import Clinics
from aftercare_console.store.patients import Patients
from aftercare_console.store.scope import scope_of
from aftercare_console.store.timeline import Timeline
from aftercare_console.tables import cases, patients, procedures, timeline
from aftercare_contracts import Event


async def forget_patient(
    connection: AsyncConnection, patient_id: UUID, clinic_id: str, now: datetime
) -> None:
    """Erase a patient's contact, and all words about them.

    What came from a number that is shared stays: it may be another patient's.
    """
    await Patients(connection).forget(patient_id, clinic_id, now)
    scope = await scope_of(connection, patient_id)
    await Timeline(connection).scrub(scope.condition(), erasure.OF_PATIENTS)
    await Cases(connection).erase_outcomes(scope.cases)


async def forget_staff(connection: AsyncConnection, staff_id: UUID, clinic_id: str, now: datetime) -> None:
    """Erase the number of a member of staff."""
    await Clinics(connection).forget_staff(staff_id, clinic_id, now)
    await Timeline(connection).scrub(timeline.c.staff_id == staff_id, erasure.OF_STAFF)


async def body_to_keep(connection: AsyncConnection, event: Event, filed: Filing) -> Mapping[str, Any]:
    """An event's body, without what is personal when it is about somebody who was erased before it came."""
    body = event.model_dump(mode="json")
    personal = erasure.OF_PATIENTS.get(event.topic)
    if personal is None or not await _about_somebody_erased(connection, event, filed):
        return body
    if filed.case_id is not None:
        await Cases(connection).erase_outcomes([filed.case_id])
    return erasure.without(body, personal)


async def _about_somebody_erased(connection: AsyncConnection, event: Event, filed: Filing) -> bool:
    threads = [event.correlation_id, *([filed.case_id] if filed.case_id is not None else [])]
    by_case = select(cases.c.party_id).where(cases.c.case_id.in_(threads))
    by_procedure = select(procedures.c.patient_id).where(procedures.c.procedure_id.in_(threads))
    query = select(patients.c.patient_id).where(
        patients.c.forgotten_at.is_not(None),
        or_(
            patients.c.patient_id == filed.party_id,
            patients.c.patient_id.in_(by_case),
            patients.c.patient_id.in_(by_procedure),
        ),
    )
    return (await connection.execute(query.limit(1))).scalar() is not None
