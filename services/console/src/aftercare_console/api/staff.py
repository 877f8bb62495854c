"""Staff, over HTTP."""

from fastapi import APIRouter, Response
from sqlalchemy import RowMapping
from starlette.status import HTTP_201_CREATED, HTTP_204_NO_CONTENT

from aftercare_chassis import UnitOfWork
from aftercare_console.api.answers import StaffAnswer
from aftercare_console.api.bodies import StaffBody
from aftercare_console.api.desk import Clinic, Reference, Settings, Work, country_of
from aftercare_console.api.people import textable, unknown_staff
from aftercare_console.api.problems import Problem
from aftercare_console.domain.identity import staff_id
from aftercare_console.store import forgetting
from aftercare_console.store.clinics import Clinics, lock
from aftercare_console.store.rota import Rotas
from aftercare_contracts import StaffForgotten, StaffRegistered

router = APIRouter(tags=["staff"])


@router.put("/staff/{reference}", responses={HTTP_201_CREATED: {"model": StaffAnswer}})
async def register_staff(
    *,
    reference: Reference,
    body: StaffBody,
    clinic: Clinic,
    work: Work,
    settings: Settings,
    response: Response,
) -> StaffAnswer:
    """Register a member of staff, or change their contact; the same again changes nothing."""
    number = textable(body.number.get_secret_value(), country_of(clinic, settings), "number")
    known = await _locked(work, clinic, reference)
    if known is not None and known["forgotten_at"] is not None:
        raise Problem(409, "left", "They have left. Register them under a new reference.", field="reference")
    if known is not None and (known["name"], known["number"]) == (body.name, number):
        return StaffAnswer.model_validate(known)
    event = StaffRegistered(
        event_id=work.new_id(),
        clinic_id=clinic["clinic_id"],
        occurred_at=work.now,
        correlation_id=staff_id(clinic["clinic_id"], reference),
        staff_id=staff_id(clinic["clinic_id"], reference),
        revision=1 if known is None else known["revision"] + 1,
        name=body.name,
        number=number,
    )
    work.say(event)
    await Clinics(work.connection).register_staff(event, reference)
    response.status_code = HTTP_201_CREATED if known is None else 200
    return StaffAnswer(reference=reference, **event.model_dump(include=set(StaffAnswer.model_fields)))


@router.get("/staff")
async def list_staff(clinic: Clinic, work: Work) -> list[StaffAnswer]:
    """The staff of a clinic, by name."""
    return [
        StaffAnswer.model_validate(one) for one in await Clinics(work.connection).members(clinic["clinic_id"])
    ]


@router.delete("/staff/{reference}", status_code=HTTP_204_NO_CONTENT)
async def forget_staff(reference: Reference, clinic: Clinic, work: Work) -> None:
    """Forget one who left; the name stays where the record says who took a case."""
    known = await _locked(work, clinic, reference)
    if known is None:
        raise unknown_staff(reference, "reference", 404)
    rota = await Rotas(work.connection).of(clinic["clinic_id"])
    if rota is not None and known["staff_id"] in rota.people(work.now):
        raise Problem(
            409,
            "on-rota",
            "They are on the rota. Take them off first: see GET /api/v1/rota.",
            field="reference",
        )
    if known["forgotten_at"] is not None:
        return
    work.say(
        StaffForgotten(
            event_id=work.new_id(),
            clinic_id=clinic["clinic_id"],
            occurred_at=work.now,
            correlation_id=known["staff_id"],
            staff_id=known["staff_id"],
        )
    )
    await forgetting.forget_staff(work.connection, known["staff_id"], clinic["clinic_id"], work.now)


async def _locked(work: UnitOfWork, clinic: RowMapping, reference: str) -> RowMapping | None:
    await lock(work.connection, f"staff/{clinic['clinic_id']}")
    return await Clinics(work.connection).member(staff_id(clinic["clinic_id"], reference))
