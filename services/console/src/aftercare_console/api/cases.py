"""Cases, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.status import HTTP_202_ACCEPTED

from aftercare_chassis import UnitOfWork
from aftercare_console.api.answers import CaseAnswer, CaseStoryAnswer, DecisionAnswer, PatientAnswer
from aftercare_console.api.bodies import DecisionBody
from aftercare_console.api.desk import Clinic, Work
from aftercare_console.api.entries import entry_answers
from aftercare_console.api.people import known_staff
from aftercare_console.api.problems import Problem
from aftercare_console.domain.cases import Case, State, refusal
from aftercare_console.store.cases import Cases
from aftercare_console.store.clinics import Clinics
from aftercare_console.store.history import case_scope, has_news, known_concerns
from aftercare_console.store.patients import Patients
from aftercare_console.store.timeline import Timeline
from aftercare_contracts import CaseDecided

router = APIRouter(tags=["cases"])
_LIMIT = 1000
Code = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,32}$", description="As it stands in a page")]


@router.get("/cases")
async def list_cases(clinic: Clinic, work: Work, state: State | None = None) -> list[CaseAnswer]:
    """200 cases of a clinic, the open and taken ones unless told.

    Those nobody answers for come first, then the most urgent, then the oldest; closed ones newest first.
    """
    states = [State.OPEN, State.TAKEN] if state is None else [state]
    found = await Cases(work.connection).listed(states, clinic["clinic_id"])
    return await _answers(work, found)


@router.get("/cases/{code}")
async def show_case(code: Code, clinic: Clinic, work: Work) -> CaseStoryAnswer:
    """A case, and the last 1000 things that belong to it, oldest first."""
    case = await _known(work, clinic["clinic_id"], code)
    scope = await case_scope(work.connection, case)
    entries = await Timeline(work.connection).latest(scope, _LIMIT)
    names = await Clinics(work.connection).staff_names()
    (answer,) = await _answers(work, [case])
    return CaseStoryAnswer(case=answer, timeline=entry_answers(entries, names, clinic))


@router.post("/cases/{code}/decisions", status_code=HTTP_202_ACCEPTED)
async def decide_case(code: Code, body: DecisionBody, clinic: Clinic, work: Work) -> DecisionAnswer:
    """Say what a member of staff does with a case; the case follows in a moment."""
    case = await _known(work, clinic["clinic_id"], code)
    staff_id = await known_staff(work, clinic["clinic_id"], body.staff, "staff")
    seen_at = None if body.seen_at is None else min(body.seen_at, work.now)
    news = await has_news(work.connection, case, seen_at)
    refused = refusal(case.state, body.decision, body.outcome, news=news)
    if refused is not None:
        raise Problem(409, "refused", refused, field="decision")
    event = CaseDecided(
        event_id=work.new_id(),
        clinic_id=clinic["clinic_id"],
        occurred_at=work.now,
        correlation_id=case.case_id,
        case_id=case.case_id,
        staff_id=staff_id,
        decision=body.decision,
        outcome=body.outcome,
        seen_at=seen_at,
        known_concerns=await known_concerns(work.connection, case),
    )
    work.say(event)
    return DecisionAnswer(event_id=event.event_id, case_id=case.case_id, decision=body.decision)


async def _known(work: UnitOfWork, clinic_id: str, code: str) -> Case:
    case = await Cases(work.connection).by_code(code, clinic_id)
    if case is None:
        detail = f"There is no case {code}. GET /api/v1/cases lists those that are open."
        raise Problem(404, "no-case", detail, field="code")
    return case


async def _answers(work: UnitOfWork, cases: list[Case]) -> list[CaseAnswer]:
    names = await Clinics(work.connection).staff_names()
    patients = await Patients(work.connection).several([one.party_id for one in cases if one.party_id])
    return [
        CaseAnswer(
            case_id=one.case_id,
            code=one.code,
            level=one.level,
            state=one.state,
            party=one.party_kind,
            patient=PatientAnswer.model_validate(patients[one.party_id])
            if one.party_id in patients
            else None,
            holder=None if one.holder_id is None else names.get(one.holder_id),
            pages=one.pages,
            opened_at=one.opened_at,
            closed_at=one.closed_at,
            outcome=one.outcome,
            seen_at=work.now,
        )
        for one in cases
    ]
