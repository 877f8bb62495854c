"""Patients, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.status import HTTP_204_NO_CONTENT

from aftercare_chassis import UnitOfWork
from aftercare_console.api.answers import PatientAnswer, TimelineAnswer
from aftercare_console.api.cursor import from_cursor, to_cursor
from aftercare_console.api.desk import Clinic, Reference, Work
from aftercare_console.api.entries import entry_answers
from aftercare_console.api.people import known_patient
from aftercare_console.api.problems import Problem
from aftercare_console.store import forgetting
from aftercare_console.store.cases import Cases
from aftercare_console.store.clinics import Clinics, lock
from aftercare_console.store.history import patient_scope
from aftercare_console.store.patients import Patients
from aftercare_console.store.timeline import Timeline
from aftercare_contracts import PatientForgotten

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


@router.delete("/patients/{reference}", status_code=HTTP_204_NO_CONTENT)
async def forget_patient(reference: Reference, clinic: Clinic, work: Work) -> None:
    """Erase a patient's contact and words, everywhere, once none of their cases is open; the rest stays."""
    patient = await known_patient(work, clinic["clinic_id"], reference, "reference")
    await lock(work.connection, f"patient/{patient['patient_id']}")
    if (await known_patient(work, clinic["clinic_id"], reference, "reference"))["forgotten_at"] is not None:
        return
    await _nobody_needs_the_number(work, patient["patient_id"])
    work.say(
        PatientForgotten(
            event_id=work.new_id(),
            clinic_id=clinic["clinic_id"],
            occurred_at=work.now,
            correlation_id=patient["patient_id"],
            patient_id=patient["patient_id"],
        )
    )
    await forgetting.forget_patient(work.connection, patient["patient_id"], clinic["clinic_id"], work.now)


async def _nobody_needs_the_number(work: UnitOfWork, patient_id: UUID) -> None:
    scope = await patient_scope(work.connection, patient_id)
    open_cases = await Cases(work.connection).open_about(scope.parties)
    if open_cases:
        codes = ", ".join(one.code or str(one.case_id) for one in open_cases)
        todo = "Close it first, as staff need the number until then, and erase the patient then."
        raise Problem(
            409, "case-open", f"A case about this patient is open: {codes}. {todo}", field="reference"
        )
