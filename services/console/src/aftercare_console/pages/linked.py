"""One case, for whom a text was written that links to it: seen and decided about without signing in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from aftercare_chassis import UnitOfWork
from aftercare_console.domain.cases import Case
from aftercare_console.domain.opening import Open, Shut, opening
from aftercare_console.domain.story import story
from aftercare_console.pages.cards import card
from aftercare_console.pages.cases import LIMIT, events_of, reply_of
from aftercare_console.pages.deciding import decision
from aftercare_console.pages.knowing import known_to
from aftercare_console.pages.photos import photo_addresses
from aftercare_console.pages.rendering import render
from aftercare_console.pages.sessions import fields_of, settings_of, works_of
from aftercare_console.store.cases import Cases
from aftercare_console.store.clinics import Clinics
from aftercare_console.store.scope import Scope
from aftercare_console.store.timeline import Timeline
from aftercare_contracts.links import code_of


@dataclass(frozen=True, slots=True, kw_only=True)
class _Visit:
    """Somebody who came by a link, and what it opens."""

    request: Request
    link: str
    case: Case
    staff_id: UUID
    work: UnitOfWork


_Linked = Callable[[_Visit], Awaitable[Response]]


def linked(page: _Linked) -> Callable[[Request], Awaitable[Response]]:
    """A page for whoever comes by a link that opens its case; others are told how to go on."""

    async def guarded(request: Request) -> Response:
        link = request.path_params["link"]
        async with works_of(request).begin() as work:
            case = await Cases(work.connection).by_code(code_of(link))
            opened = Shut.UNKNOWN if case is None else await _opened(request, link, case, work)
            if case is not None and isinstance(opened, Open):
                visit = _Visit(request=request, link=link, case=case, staff_id=opened.staff_id, work=work)
                return await page(visit)
        over = opened is Shut.OVER
        return render(request, "shut.html", status=410 if over else 403, over=over, code=code_of(link))

    return guarded


async def _opened(request: Request, link: str, case: Case, work: UnitOfWork) -> Open | Shut:
    staff = [one["staff_id"] for one in await Clinics(work.connection).members(case.clinic_id)]
    secrets = settings_of(request).link_secrets
    return opening(link, secrets, case_id=case.case_id, staff=staff, now=work.now)


@linked
async def show_linked(visit: _Visit) -> Response:
    """The case alone: who to call, what they wrote, how it stands, and what can be done."""
    case, work = visit.case, visit.work
    entries = await Timeline(work.connection).latest(Scope(cases=[case.case_id]), LIMIT)
    known = await known_to(work, [case.party_id])
    return render(
        visit.request,
        "linked.html",
        live=f"/k/{visit.link}",
        link=visit.link,
        me=known.names.of_staff(visit.staff_id),
        card=card(case, known),
        reply=await reply_of(case, known.names, work),
        photo=await photo_addresses(visit.request, work),
        items=story(events_of(entries), known.names),
        cut=len(entries) == LIMIT,
        names=known.names,
        timezone=known.timezone(case.clinic_id),
        noted=visit.request.query_params.get("noted"),
    )


@linked
async def decide_linked(visit: _Visit) -> Response:
    """Pass on what the one whom the link is for decided, and show the case."""
    form = await fields_of(visit.request)
    event = await decision(visit.case, form, visit.staff_id, visit.work)
    visit.work.say(event)
    return RedirectResponse(f"/k/{visit.link}?noted={event.decision}", HTTPStatus.SEE_OTHER)
