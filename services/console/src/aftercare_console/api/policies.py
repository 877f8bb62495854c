"""What is done about a case of each level, over HTTP."""

from fastapi import APIRouter

from aftercare_console.api.answers import PoliciesAnswer
from aftercare_console.api.bodies import PoliciesBody
from aftercare_console.api.desk import Clinic, Work
from aftercare_console.domain.identity import clinic_key
from aftercare_console.store.clinics import lock
from aftercare_console.store.policies import Policies
from aftercare_contracts import Policies as Agreed
from aftercare_contracts import PoliciesChanged

router = APIRouter(tags=["clinics"])


@router.put("/policies")
async def change_policies(body: PoliciesBody, clinic: Clinic, work: Work) -> PoliciesAnswer:
    """Set a clinic's policies; a level that is left out has its default, the same again changes nothing."""
    await lock(work.connection, f"policies/{clinic['clinic_id']}")
    known = await show_policies(clinic, work)
    if known.policies == body:
        return known
    event = PoliciesChanged(
        event_id=work.new_id(),
        clinic_id=clinic["clinic_id"],
        occurred_at=work.now,
        correlation_id=clinic_key(clinic["clinic_id"]),
        revision=known.revision + 1,
        policies=body,
    )
    work.say(event)
    await Policies(work.connection).change(event)
    return PoliciesAnswer(revision=event.revision, policies=body)


@router.get("/policies")
async def show_policies(clinic: Clinic, work: Work) -> PoliciesAnswer:
    """What is done about a case of each level: the clinic's own policies, or the defaults."""
    row = await Policies(work.connection).of(clinic["clinic_id"])
    if row is None:
        return PoliciesAnswer(revision=0, policies=Agreed())
    return PoliciesAnswer(revision=row["revision"], policies=Agreed.model_validate(row["policies"]))
