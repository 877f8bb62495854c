"""A patient's data: taking it out, and taking it away."""

from http import HTTPStatus

import structlog
from sqlalchemy import RowMapping
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from aftercare_chassis import UnitOfWork
from aftercare_console.api.exporting import exported
from aftercare_console.domain.forgetting import SERVICES, still_open
from aftercare_console.pages.cards import patient_name
from aftercare_console.pages.colleagues import colleague, me, remember
from aftercare_console.pages.knowing import known_to
from aftercare_console.pages.rendering import render
from aftercare_console.pages.sessions import csrf_of, form_of, signed_in, works_of
from aftercare_console.store.cases import Cases
from aftercare_console.store.clinics import Clinics
from aftercare_console.store.erasing import erase_patient, erasure_of
from aftercare_console.store.history import patient_scope
from aftercare_console.store.patients import Patients

_WORD = "ERASE"
_log = structlog.get_logger()


@signed_in
async def export(request: Request) -> Response:
    """Everything about a patient, as a file to keep."""
    async with works_of(request).begin() as work:
        patient = await _patient(request, work)
        clinic = await Clinics(work.connection).clinic(patient["clinic_id"])
        if clinic is None:
            raise HTTPException(
                404, "This patient's clinic has not been heard of yet. Try again in a moment."
            )
        document = await exported(work, clinic, patient)
    _log.info("patient-exported", patient_id=str(patient["patient_id"]))
    named = f'attachment; filename="patient-{patient["patient_id"]}.json"'
    return Response(
        document.model_dump_json(indent=2),
        media_type="application/json",
        headers={"Content-Disposition": named},
    )


@signed_in
async def show_erasure(request: Request) -> Response:
    """What erasing takes away and what stays; or, once asked for, how far it has come."""
    async with works_of(request).begin() as work:
        patient = await _patient(request, work)
        erasure = await erasure_of(work.connection, patient)
        scope = await patient_scope(work.connection, patient["patient_id"])
        open_cases = await Cases(work.connection).open_about(scope.parties)
        known = await known_to(work, [])
    return render(
        request,
        "erasure.html",
        signed_in=True,
        csrf=csrf_of(request),
        live=request.url.path if erasure is not None and erasure.missing else None,
        patient=patient,
        called=patient_name(patient),
        erasure=erasure,
        services=SERVICES,
        forbidden=still_open(open_cases) if open_cases else None,
        staff=known.staff.get(patient["clinic_id"], ()),
        me=me(request),
        names=known.names,
        now=known.now,
        timezone=known.timezone(patient["clinic_id"]),
        word=_WORD,
    )


@signed_in
async def erase(request: Request) -> Response:
    """Erase a patient, when somebody of the staff says who they are and writes the word."""
    form = await form_of(request)
    if form.get("word", "").strip() != _WORD:
        raise HTTPException(422, f"Nothing was erased. Write {_WORD} in capitals, if you are sure.")
    async with works_of(request).begin() as work:
        patient = await _patient(request, work)
        staff_id = await colleague(work, patient["clinic_id"], form)
        open_cases = await erase_patient(work, patient, staff_id=staff_id)
    if open_cases:
        raise HTTPException(409, still_open(open_cases))
    response = RedirectResponse(f"/patients/{patient['patient_id']}/erasure", HTTPStatus.SEE_OTHER)
    remember(request, response, staff_id)
    return response


async def _patient(request: Request, work: UnitOfWork) -> RowMapping:
    patient = await Patients(work.connection).patient(request.path_params["patient_id"])
    if patient is None:
        raise HTTPException(404, "There is no such patient. Search for them by name or reference.")
    return patient
