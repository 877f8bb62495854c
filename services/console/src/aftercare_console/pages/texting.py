"""Texting a patient from their page."""

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from aftercare_console.domain.texting import LONGEST, Refusal, Refused
from aftercare_console.pages.colleagues import colleague, remember
from aftercare_console.pages.sessions import form_of, signed_in, works_of
from aftercare_console.store.patients import Patients
from aftercare_console.store.texting import text_patient
from aftercare_contracts import StaffTexted


@signed_in
async def send_text(request: Request) -> Response:
    """Pass on what a member of staff texts, and show it on the timeline."""
    form, patient_id = await form_of(request), request.path_params["patient_id"]
    text = _text(form)
    async with works_of(request).begin() as work:
        patient = await Patients(work.connection).patient(patient_id)
        if patient is None:
            raise HTTPException(404, "There is no such patient. Search for them by name or reference.")
        staff_id = await colleague(work, patient["clinic_id"], form)
        texted = await text_patient(
            work, patient_id, staff_id=staff_id, text=text, key=form.get("key") or None
        )
    match texted:
        case StaffTexted():
            response = RedirectResponse(f"/patients/{patient_id}#texting", HTTPStatus.SEE_OTHER)
            remember(request, response, staff_id)
            return response
        case Refused(Refusal.KEY_USED):
            raise HTTPException(409, "This form has sent another text already. Open the page anew.")
        case Refused(why, detail):
            raise HTTPException(_status(why), detail)


def _text(form: dict[str, str]) -> str:
    # A browser sends a line's end as CR and LF, and counts it as one character.
    text = form.get("text", "").replace("\r\n", "\n").replace("\x00", "").strip()
    if not 0 < len(text) <= LONGEST:
        raise HTTPException(422, f"Write a text of at most {LONGEST} characters. Go back and try again.")
    return text


def _status(why: Refusal) -> HTTPStatus:
    match why:
        case Refusal.GONE:
            return HTTPStatus.GONE
        case Refusal.NOT_TEXTABLE | Refusal.KEY_USED:
            return HTTPStatus.CONFLICT
