"""The rota, over HTTP."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter

from aftercare_chassis import UnitOfWork
from aftercare_console.api.answers import RotaAnswer, StaffAnswer
from aftercare_console.api.bodies import RotaBody
from aftercare_console.api.desk import Clinic, Work
from aftercare_console.api.people import known_staff
from aftercare_console.api.problems import Problem
from aftercare_console.domain.identity import clinic_key
from aftercare_console.store.clinics import Clinics, lock
from aftercare_contracts import RotaChanged

router = APIRouter(tags=["staff"])


@router.put("/rota")
async def change_rota(body: RotaBody, clinic: Clinic, work: Work) -> RotaAnswer:
    """Say who is paged, in which order; the same again changes nothing."""
    store = Clinics(work.connection)
    await lock(work.connection, f"staff/{clinic['clinic_id']}")
    ladder = await _ladder(work, clinic["clinic_id"], body.ladder)
    page_wait = timedelta(minutes=body.page_wait_minutes)
    known = await store.rota(clinic["clinic_id"])
    if known is None or (tuple(known["ladder"]), known["page_wait"]) != (ladder, page_wait):
        event = RotaChanged(
            event_id=work.new_id(),
            clinic_id=clinic["clinic_id"],
            occurred_at=work.now,
            correlation_id=clinic_key(clinic["clinic_id"]),
            revision=1 if known is None else known["revision"] + 1,
            ladder=ladder,
            page_wait=page_wait,
        )
        work.say(event)
        await store.change_rota(event)
    return await show_rota(clinic, work)


@router.get("/rota")
async def show_rota(clinic: Clinic, work: Work) -> RotaAnswer:
    """Who is paged, in which order."""
    store = Clinics(work.connection)
    rota = await store.rota(clinic["clinic_id"])
    if rota is None:
        raise Problem(404, "no-rota", "Nobody is paged yet. Say who with PUT /api/v1/rota.")
    ladder = [await store.member(one) for one in rota["ladder"]]
    return RotaAnswer(
        revision=rota["revision"],
        ladder=[StaffAnswer.model_validate(one) for one in ladder if one is not None],
        page_wait_minutes=rota["page_wait"].total_seconds() / 60,
    )


async def _ladder(work: UnitOfWork, clinic_id: str, references: Sequence[str]) -> tuple[UUID, ...]:
    if len(set(references)) < len(references):
        raise Problem(422, "invalid", "Everybody stands on the ladder once.", field="ladder")
    return tuple(
        [
            await known_staff(work, clinic_id, reference, f"ladder.{step}")
            for step, reference in enumerate(references)
        ]
    )
