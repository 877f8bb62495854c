"""One patient: everything, in one timeline."""

import secrets

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from aftercare_console.domain.erasure import read
from aftercare_console.domain.ledger import ledger
from aftercare_console.domain.story import story
from aftercare_console.domain.texting import LONGEST, described, refusal
from aftercare_console.pages.cards import card, patient_name
from aftercare_console.pages.colleagues import me
from aftercare_console.pages.knowing import known_to
from aftercare_console.pages.photos import photo_addresses
from aftercare_console.pages.rendering import render
from aftercare_console.pages.sessions import csrf_of, signed_in, works_of
from aftercare_console.store.cases import Cases
from aftercare_console.store.history import patient_scope
from aftercare_console.store.patients import Patients
from aftercare_console.store.texting import standing
from aftercare_console.store.timeline import Timeline

_LIMIT = 2000


@signed_in
async def search(request: Request) -> Response:
    """Patients by name or reference."""
    query = request.query_params.get("query", "").replace("\x00", "")[:100]
    async with works_of(request).begin() as work:
        found = await Patients(work.connection).search(query)
    return render(
        request,
        "patients.html",
        signed_in=True,
        csrf=csrf_of(request),
        query=query,
        found=[(one, patient_name(one)) for one in found],
    )


@signed_in
async def show_patient(request: Request) -> Response:
    """What was sent, what came back, what it was read as and why, who was paged, and how it ended."""
    patient_id = request.path_params["patient_id"]
    async with works_of(request).begin() as work:
        patient = await Patients(work.connection).patient(patient_id)
        if patient is None:
            raise HTTPException(404, "There is no such patient. Search for them by name or reference.")
        scope = await patient_scope(work.connection, patient_id)
        entries = await Timeline(work.connection).latest(scope, _LIMIT)
        procedures = await Patients(work.connection).procedures(patient_id)
        open_cases = await Cases(work.connection).open_about(scope.parties)
        texting = await standing(work.connection, patient)
        known = await known_to(work, scope.parties)
        photo = await photo_addresses(request, work)
    events = [read(one["topic"], one["body"]) for one in entries]
    return render(
        request,
        "patient.html",
        signed_in=True,
        csrf=csrf_of(request),
        live=f"/patients/{patient_id}",
        patient=patient,
        called=patient_name(patient),
        procedures=procedures,
        cards=[card(one, known) for one in open_cases],
        texts=described(texting),
        refused=refusal(texting),
        staff=known.staff.get(patient["clinic_id"], ()),
        key=secrets.token_urlsafe(16),
        longest=LONGEST,
        me=me(request),
        items=story(events, known.names),
        photo=photo,
        ledger=ledger(events),
        cut=len(entries) == _LIMIT,
        names=known.names,
        now=known.now,
        timezone=known.timezone(patient["clinic_id"]),
    )
