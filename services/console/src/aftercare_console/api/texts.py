"""Texts of staff to patients, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Header
from starlette.status import HTTP_202_ACCEPTED, HTTP_409_CONFLICT, HTTP_410_GONE

from aftercare_console.api.answers import TextAnswer
from aftercare_console.api.bodies import TextBody
from aftercare_console.api.desk import Clinic, Reference, Work
from aftercare_console.api.people import known_patient, known_staff
from aftercare_console.api.problems import Problem
from aftercare_console.domain.texting import Refusal, Refused
from aftercare_console.store.texting import text_patient
from aftercare_contracts import StaffTexted

router = APIRouter(tags=["patients"])
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{1,255}$",
        description="Anything of the caller's own; the same again sends nothing twice",
    ),
]


@router.post("/patients/{reference}/texts", status_code=HTTP_202_ACCEPTED)
async def send_text(
    reference: Reference, body: TextBody, clinic: Clinic, work: Work, key: Key = None
) -> TextAnswer:
    """Text a patient in the name of a member of staff; how far it comes is on the patient's timeline."""
    patient = await known_patient(work, clinic["clinic_id"], reference, "reference")
    staff_id = await known_staff(work, clinic["clinic_id"], body.staff, "staff")
    texted = await text_patient(work, patient["patient_id"], staff_id=staff_id, text=body.text, key=key)
    match texted:
        case StaffTexted():
            return TextAnswer(
                event_id=texted.event_id,
                message_id=texted.message_id,
                patient_id=texted.party.id,
                staff_id=texted.staff_id,
            )
        case Refused(why, detail):
            raise Problem(_status(why), why, detail)


def _status(why: Refusal) -> int:
    match why:
        case Refusal.GONE:
            return HTTP_410_GONE
        case Refusal.NOT_TEXTABLE | Refusal.KEY_USED:
            return HTTP_409_CONFLICT
