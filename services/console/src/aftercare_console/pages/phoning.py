"""Patients whom a text did not reach, and saying that one has been phoned."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from aftercare_console.domain.erasure import read
from aftercare_console.pages.cards import Known, patient_name
from aftercare_console.pages.colleagues import colleague, remember
from aftercare_console.pages.sessions import form_of, signed_in, works_of
from aftercare_console.store.patients import Patients
from aftercare_console.store.phoning import phoned
from aftercare_contracts import MessageFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreached:
    """A patient to phone, and why."""

    at: datetime
    patient_id: UUID
    who: str
    number: str
    reason: str
    timezone: str
    staff: Any


def unreached(entry: RowMapping, known: Known) -> Unreached:
    """An entry of a question that did not arrive, as something to do."""
    event, patient = read(entry["topic"], entry["body"]), known.patients[entry["party_id"]]
    assert isinstance(event, MessageFailed)
    return Unreached(
        at=entry["at"],
        patient_id=patient["patient_id"],
        who=patient_name(patient),
        number=patient["number"] or "",
        reason=event.reason,
        timezone=known.timezone(entry["clinic_id"]),
        staff=known.staff.get(entry["clinic_id"], ()),
    )


@signed_in
async def note_phoned(request: Request) -> Response:
    """Keep who has phoned a patient, and go back to what is left to do."""
    form, patient_id = await form_of(request), request.path_params["patient_id"]
    async with works_of(request).begin() as work:
        patient = await Patients(work.connection).patient(patient_id)
        if patient is None:
            raise HTTPException(404, "There is no such patient. Search for them by name or reference.")
        staff_id = await colleague(work, patient["clinic_id"], form)
        await phoned(work, patient, staff_id)
    response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    remember(request, response, staff_id)
    return response
