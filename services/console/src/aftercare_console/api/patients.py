"""Patients, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.status import HTTP_204_NO_CONTENT

from aftercare_console.api.answers import ErasureAnswer, PatientAnswer, TimelineAnswer
from aftercare_console.api.bodies import Reference as StaffReference
from aftercare_console.api.cursor import from_cursor, to_cursor
from aftercare_console.api.desk import Clinic, Reference, Work
from aftercare_console.api.entries import entry_answers
from aftercare_console.api.exporting import PatientExport, exported
from aftercare_console.api.people import known_patient, known_staff
from aftercare_console.api.problems import Problem
from aftercare_console.domain.forgetting import still_open
from aftercare_console.store.clinics import Clinics
from aftercare_console.store.erasing import erase_patient, erasure_of
from aftercare_console.store.history import patient_scope
from aftercare_console.store.patients import Patients
from aftercare_console.store.timeline import Timeline

router = APIRouter(tags=["patients"])


@router.get("/patients")
async def search_patients(
    clinic: Clinic,
    work: Work,
    query: Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")] = "",
) -> list[PatientAnswer]:
    """Up to 50 patients whose name or reference holds every word of the query."""
    found = await Patients(work.connection).search(query, clinic["clinic_id"])
    return [PatientAnswer.model_validate(one) for one in found]


@router.get("/patients/{reference}/timeline")
async def show_timeline(
    reference: Reference,
    clinic: Clinic,
    work: Work,
    after: Annotated[str | None, Query(max_length=200, description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> TimelineAnswer:
    """All that was said about a patient, oldest first."""
    patient = await known_patient(work, clinic["clinic_id"], reference, "reference")
    scope = await patient_scope(work.connection, patient["patient_id"])
    entries = await Timeline(work.connection).entries(scope, after=from_cursor(after), limit=limit + 1)
    names = await Clinics(work.connection).staff_names()
    shown = entries[:limit]
    return TimelineAnswer(
        entries=entry_answers(shown, names, clinic),
        next=to_cursor(shown[-1]) if len(entries) > limit else None,
    )


@router.get("/patients/{reference}/export")
async def export_patient(reference: Reference, clinic: Clinic, work: Work) -> PatientExport:
    """Everything that is known of a patient: contact, consent, texts, replies and readings, cases, why."""
    patient = await known_patient(work, clinic["clinic_id"], reference, "reference")
    return await exported(work, clinic, patient)


@router.delete("/patients/{reference}", status_code=HTTP_204_NO_CONTENT)
async def forget_patient(
    reference: Reference,
    clinic: Clinic,
    work: Work,
    staff: Annotated[StaffReference | None, Query(description="Who of the staff passes the wish on")] = None,
) -> None:
    """Erase a patient's contact and words, everywhere, once none of their cases is open; the rest stays."""
    patient = await known_patient(work, clinic["clinic_id"], reference, "reference")
    staff_id = None if staff is None else await known_staff(work, clinic["clinic_id"], staff, "staff")
    open_cases = await erase_patient(work, patient, staff_id=staff_id)
    if open_cases:
        raise Problem(409, "case-open", still_open(open_cases), field="reference")


@router.get("/patients/{reference}/erasure")
async def show_erasure(reference: Reference, clinic: Clinic, work: Work) -> ErasureAnswer:
    """How far a patient's erasure has come: who passed the wish on and when, and which services are done."""
    patient = await known_patient(work, clinic["clinic_id"], reference, "reference")
    erasure = await erasure_of(work.connection, patient)
    if erasure is None:
        detail = f"This patient has not been erased. Ask for it with DELETE /api/v1/patients/{reference}."
        raise Problem(404, "not-erased", detail, field="reference")
    return ErasureAnswer(
        patient_id=patient["patient_id"],
        asked_at=erasure.asked_at,
        staff_id=erasure.staff_id,
        done=dict(erasure.done),
        missing=list(erasure.missing),
        everywhere=not erasure.missing,
    )
