"""One case: what it is about, what was done, and what to do."""

from http import HTTPStatus
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from aftercare_chassis import UnitOfWork
from aftercare_console.domain.cases import Case, refusal
from aftercare_console.domain.erasure import read
from aftercare_console.domain.story import Reply, story
from aftercare_console.pages.cards import card
from aftercare_console.pages.knowing import known_to
from aftercare_console.pages.rendering import render
from aftercare_console.pages.sessions import csrf_of, form_of, settings_of, signed_in, works_of
from aftercare_console.store.cases import Cases
from aftercare_console.store.clinics import Clinics
from aftercare_console.store.history import case_scope
from aftercare_console.store.timeline import Timeline
from aftercare_contracts import CaseDecided, Decision

_ME = "aftercare_staff"
_LIMIT = 1000


def me(request: Request) -> str:
    """The member of staff who decided last in this browser, to be offered first."""
    return request.cookies.get(_ME, "")


@signed_in
async def show_case(request: Request) -> Response:
    """The page that a staff page links to."""
    code = request.path_params["code"]
    async with works_of(request).begin() as work:
        case = await Cases(work.connection).by_code(code)
        if case is None:
            raise HTTPException(404, "There is no case of this code yet. If you were paged just now, reload.")
        entries = await Timeline(work.connection).entries(
            await case_scope(work.connection, case), after=None, limit=_LIMIT
        )
        strangers = [] if case.party_id is None else await Timeline(work.connection).candidates(case.party_id)
        known = await known_to(work, [case.party_id, *strangers])
    items = story([read(one["topic"], one["body"]) for one in entries], known.names)
    return render(
        request,
        "case.html",
        signed_in=True,
        csrf=csrf_of(request),
        live=f"/cases/{case.code}",
        me=me(request),
        card=card(case, known),
        candidates=[known.patients[one] for one in strangers if one in known.patients],
        reply=_reason(case, [one for one in items if isinstance(one, Reply)]),
        items=items,
        names=known.names,
        timezone=known.timezone(case.clinic_id),
        noted=request.query_params.get("noted"),
    )


@signed_in
async def decide(request: Request) -> Response:
    """Pass on what a member of staff decided, and show the case."""
    form = await form_of(request)
    async with works_of(request).begin() as work:
        case = await Cases(work.connection).case(request.path_params["case_id"])
        if case is None:
            raise HTTPException(404, "There is no such case. Go back, reload the page and try again.")
        event = await _decision(case, form, work)
        work.say(event)
    response = RedirectResponse(f"/cases/{case.code}?noted={event.decision}", HTTPStatus.SEE_OTHER)
    secure = settings_of(request).cookie_secure
    response.set_cookie(_ME, str(event.staff_id), httponly=True, samesite="strict", secure=secure)
    return response


async def _decision(case: Case, form: dict[str, str], work: UnitOfWork) -> CaseDecided:
    outcome = form.get("outcome", "").replace("\x00", "").strip()[:500]
    try:
        decision, staff_id = Decision(form.get("decision", "")), UUID(form.get("staff_id", ""))
    except ValueError:
        raise HTTPException(422, "Choose who you are and what to do. Go back and try again.") from None
    member = await Clinics(work.connection).member(staff_id)
    if member is None or member["forgotten_at"] is not None or member["clinic_id"] != case.clinic_id:
        raise HTTPException(422, "Choose somebody of this clinic's staff. Go back and try again.")
    refused = refusal(case.state, decision, outcome)
    if refused is not None:
        raise HTTPException(409, refused)
    return CaseDecided(
        event_id=work.new_id(),
        clinic_id=case.clinic_id,
        occurred_at=work.now,
        correlation_id=case.case_id,
        case_id=case.case_id,
        staff_id=staff_id,
        decision=decision,
        outcome=outcome,
    )


def _reason(case: Case, replies: list[Reply]) -> Reply | None:
    """The reply a case is about: the last one before it was opened."""
    before = [one for one in replies if case.opened_at is None or one.at <= case.opened_at]
    return next(reversed(before or replies), None)
