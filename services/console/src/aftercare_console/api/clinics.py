"""Clinics, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from starlette.status import HTTP_201_CREATED

from aftercare_console.api.answers import ClinicAnswer
from aftercare_console.api.bodies import ClinicBody
from aftercare_console.api.desk import Work
from aftercare_console.domain.identity import clinic_key
from aftercare_console.store.clinics import Clinics, lock
from aftercare_contracts import ClinicConfigured, ClinicId

router = APIRouter(tags=["clinics"])


@router.put("/clinics/{clinic_id}", responses={HTTP_201_CREATED: {"model": ClinicAnswer}})
async def configure_clinic(
    clinic_id: Annotated[ClinicId, Path()], body: ClinicBody, work: Work, response: Response
) -> ClinicAnswer:
    """Create a clinic, or change its settings; the same again changes nothing."""
    store = Clinics(work.connection)
    await lock(work.connection, f"clinic/{clinic_id}")
    known = await store.clinic(clinic_id)
    revision = 0 if known is None else known["revision"]
    if (
        known is not None
        and ClinicBody.model_validate({n: known[n] for n in ClinicBody.model_fields}) == body
    ):
        return ClinicAnswer(clinic_id=clinic_id, revision=revision, **body.model_dump())
    event = ClinicConfigured(
        event_id=work.new_id(),
        clinic_id=clinic_id,
        occurred_at=work.now,
        correlation_id=clinic_key(clinic_id),
        revision=revision + 1,
        **body.model_dump(),
    )
    work.say(event)
    await store.configure(event)
    response.status_code = HTTP_201_CREATED if known is None else 200
    return ClinicAnswer.model_validate(event)
