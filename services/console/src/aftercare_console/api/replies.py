"""Replies that are not whose they seemed, over HTTP."""

from uuid import UUID

from fastapi import APIRouter
from starlette.status import HTTP_202_ACCEPTED

from aftercare_console.api.answers import RetractionAnswer
from aftercare_console.api.bodies import RetractionBody
from aftercare_console.api.desk import Clinic, Work
from aftercare_console.api.people import known_patient, known_staff
from aftercare_console.api.problems import Problem
from aftercare_console.store.history import patient_scope
from aftercare_console.store.timeline import Timeline
from aftercare_contracts import ReplyRetracted

router = APIRouter(tags=["replies"])


@router.post("/replies/{reply_id}/retraction", status_code=HTTP_202_ACCEPTED)
async def retract_reply(reply_id: UUID, body: RetractionBody, clinic: Clinic, work: Work) -> RetractionAnswer:
    """Say that a reply does not belong to this patient: it answers no question of theirs."""
    patient = await known_patient(work, clinic["clinic_id"], body.patient, "patient")
    staff_id = await known_staff(work, clinic["clinic_id"], body.staff, "staff")
    scope = await patient_scope(work.connection, patient["patient_id"])
    if not await Timeline(work.connection).has_reply(scope, reply_id):
        detail = "This patient has no such reply. The reply ids are on the patient's timeline."
        raise Problem(404, "no-reply", detail, field="reply_id")
    event = ReplyRetracted(
        event_id=work.new_id(),
        clinic_id=clinic["clinic_id"],
        occurred_at=work.now,
        correlation_id=reply_id,
        reply_id=reply_id,
        patient_id=patient["patient_id"],
        staff_id=staff_id,
        reason=body.reason,
    )
    work.say(event)
    return RetractionAnswer(event_id=event.event_id, reply_id=reply_id)
