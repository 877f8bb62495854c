"""Procedures and the patients they were done on, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from starlette.status import HTTP_200_OK, HTTP_201_CREATED, HTTP_204_NO_CONTENT

from aftercare_console.api.answers import ProcedureAnswer
from aftercare_console.api.bodies import ProcedureBody
from aftercare_console.api.desk import Clinic, Reference, Settings, Work, country_of
from aftercare_console.api.entering import Entered, enter
from aftercare_console.api.problems import Problem
from aftercare_console.domain import identity
from aftercare_console.store.clinics import lock
from aftercare_console.store.patients import Patients
from aftercare_contracts import ProcedureVoided

router = APIRouter(tags=["procedures"])


@router.post("/procedures", status_code=HTTP_201_CREATED, responses={HTTP_200_OK: {"model": ProcedureAnswer}})
async def enter_procedure(
    body: ProcedureBody, clinic: Clinic, work: Work, settings: Settings, response: Response
) -> ProcedureAnswer:
    """Enter a completed session, with its patient; 200 and nothing new when it was entered before."""
    done = await enter(work, clinic, body, country_of(clinic, settings))
    response.status_code = HTTP_201_CREATED if done is Entered.NEW else HTTP_200_OK
    procedure_id = identity.procedure_id(clinic["clinic_id"], body.reference)
    return ProcedureAnswer.model_validate(await Patients(work.connection).procedure(procedure_id))


@router.delete("/procedures/{reference}", status_code=HTTP_204_NO_CONTENT)
async def void_procedure(
    reference: Reference,
    clinic: Clinic,
    work: Work,
    reason: Annotated[str, Query(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$")],
) -> None:
    """Void a procedure that was entered by mistake: nothing more is asked about it."""
    procedure_id = identity.procedure_id(clinic["clinic_id"], reference)
    await lock(work.connection, f"procedure/{procedure_id}")
    store = Patients(work.connection)
    known = await store.procedure(procedure_id)
    if known is None:
        detail = f"There is no procedure {reference}. Check the reference it was entered under."
        raise Problem(404, "no-procedure", detail, field="reference")
    if known["voided_at"] is not None:
        return
    work.say(
        ProcedureVoided(
            event_id=work.new_id(),
            clinic_id=clinic["clinic_id"],
            occurred_at=work.now,
            correlation_id=procedure_id,
            procedure_id=procedure_id,
            reason=reason,
        )
    )
    await store.void(procedure_id, work.now)
