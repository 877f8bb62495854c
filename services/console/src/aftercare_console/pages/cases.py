"""One case: what it is about, what was done, and what to do."""

from collections.abc import Sequence

from sqlalchemy import RowMapping
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from aftercare_chassis import UnitOfWork
from aftercare_console.domain.cases import Case
from aftercare_console.domain.erasure import read
from aftercare_console.domain.reason import TELLING, reason
from aftercare_console.domain.sentences import Names
from aftercare_console.domain.story import Reply, story
from aftercare_console.pages.cards import card
from aftercare_console.pages.colleagues import me
from aftercare_console.pages.knowing import known_to
from aftercare_console.pages.photos import photo_addresses
from aftercare_console.pages.rendering import render
from aftercare_console.pages.sessions import csrf_of, signed_in, works_of
from aftercare_console.store.cases import Cases
from aftercare_console.store.history import case_scope
from aftercare_console.store.timeline import Timeline
from aftercare_contracts import Event

LIMIT = 1000  # entries of a timeline on a page


@signed_in
async def show_case(request: Request) -> Response:
    """The page that a staff page links to."""
    code = request.path_params["code"]
    async with works_of(request).begin() as work:
        case = await Cases(work.connection).by_code(code)
        if case is None:
            raise HTTPException(404, "There is no case of this code yet. If you were paged just now, reload.")
        scope = await case_scope(work.connection, case)
        entries = await Timeline(work.connection).latest(scope, LIMIT)
        strangers = [] if case.party_id is None else await Timeline(work.connection).candidates(case.party_id)
        known = await known_to(work, [case.party_id, *strangers])
        reply = await reply_of(case, known.names, work)
        photo = await photo_addresses(request, work)
    return render(
        request,
        "case.html",
        signed_in=True,
        csrf=csrf_of(request),
        live=f"/cases/{case.code}",
        me=me(request),
        card=card(case, known),
        candidates=[known.patients[one] for one in strangers if one in known.patients],
        reply=reply,
        photo=photo,
        items=story(events_of(entries), known.names),
        cut=len(entries) == LIMIT,
        names=known.names,
        timezone=known.timezone(case.clinic_id),
        noted=request.query_params.get("noted"),
    )


def events_of(entries: Sequence[RowMapping]) -> list[Event]:
    """The events that entries of the timeline were."""
    return [read(one["topic"], one["body"]) for one in entries]


async def reply_of(case: Case, names: Names, work: UnitOfWork) -> Reply | None:
    """The reply that a case is about, or none."""
    scope = await case_scope(work.connection, case)
    entries = await Timeline(work.connection).latest(scope, LIMIT, [one.topic for one in TELLING])
    events = events_of(entries)
    return reason(case, [one for one in story(events, names) if isinstance(one, Reply)], events)
