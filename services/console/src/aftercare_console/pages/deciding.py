"""Deciding about a case on a page."""

from datetime import UTC, datetime
from http import HTTPStatus
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from aftercare_chassis import UnitOfWork
from aftercare_console.domain.cases import Case, refusal
from aftercare_console.pages.colleagues import colleague, remember
from aftercare_console.pages.sessions import form_of, signed_in, works_of
from aftercare_console.store.cases import Cases
from aftercare_console.store.history import has_news, known_concerns
from aftercare_contracts import CaseDecided, Decision


@signed_in
async def decide(request: Request) -> Response:
    """Pass on what a member of staff decided, and show the case."""
    form = await form_of(request)
    async with works_of(request).begin() as work:
        case = await Cases(work.connection).case(request.path_params["case_id"])
        if case is None:
            raise HTTPException(404, "There is no such case. Go back, reload the page and try again.")
        event = await decision(case, form, await colleague(work, case.clinic_id, form), work)
        work.say(event)
    response = RedirectResponse(f"/cases/{case.code}?noted={event.decision}", HTTPStatus.SEE_OTHER)
    remember(request, response, event.staff_id)
    return response


async def decision(case: Case, form: dict[str, str], staff_id: UUID, work: UnitOfWork) -> CaseDecided:
    """What a member of staff decided by a form; raises HTTPException when they cannot."""
    outcome = form.get("outcome", "").replace("\x00", "").strip()[:500]
    try:
        chosen = Decision(form.get("decision", ""))
    except ValueError:
        raise HTTPException(422, "Choose what to do. Go back and try again.") from None
    seen_at = _seen_at(form, work.now)
    refused = refusal(case.state, chosen, outcome, news=await has_news(work.connection, case, seen_at))
    if refused is not None:
        raise HTTPException(409, refused)
    return CaseDecided(
        event_id=work.new_id(),
        clinic_id=case.clinic_id,
        occurred_at=work.now,
        correlation_id=case.case_id,
        case_id=case.case_id,
        staff_id=staff_id,
        decision=chosen,
        outcome=outcome,
        seen_at=seen_at,
        known_concerns=await known_concerns(work.connection, case),
    )


def _seen_at(form: dict[str, str], now: datetime) -> datetime:
    """When the page was made on which staff decided."""
    try:
        return min(datetime.fromisoformat(form["seen_at"]).astimezone(UTC), now)
    except (KeyError, ValueError, OverflowError):
        raise HTTPException(422, "This form is not whole. Go back, reload the page and try again.") from None
