"""What needs somebody now."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from aftercare_console.domain.cases import State
from aftercare_console.pages.cards import card, recent
from aftercare_console.pages.colleagues import me
from aftercare_console.pages.knowing import known_to
from aftercare_console.pages.phoning import unreached
from aftercare_console.pages.rendering import render
from aftercare_console.pages.sessions import csrf_of, settings_of, signed_in, works_of
from aftercare_console.pages.unread import unread, writers
from aftercare_console.store.cases import Cases
from aftercare_console.store.phoning import to_phone
from aftercare_console.store.replies import Replies
from aftercare_console.store.timeline import Timeline
from aftercare_contracts import CheckinUnanswered, MessageFailed, PhotoMissed, SymptomsAssessed

_TOPICS = (SymptomsAssessed.topic, CheckinUnanswered.topic, MessageFailed.topic, PhotoMissed.topic)
_RECENT = 15
_CLOSED = 5


async def show_cases(_: Request) -> Response:
    """The address that texts to staff give for all cases: they are what is shown first."""
    return RedirectResponse("/", HTTPStatus.SEE_OTHER)


@signed_in
async def show_now(request: Request) -> Response:
    """Open cases by urgency, who holds them, replies that were not read, and what came in of late."""
    async with works_of(request).begin() as work:
        cases = await Cases(work.connection).listed([State.OPEN, State.TAKEN])
        closed = (await Cases(work.connection).listed([State.CLOSED]))[:_CLOSED]
        count = await Cases(work.connection).count_open()
        waiting = await Replies(work.connection).unread()
        missed = await to_phone(work)
        entries = await Timeline(work.connection).newest(_TOPICS, _RECENT)
        parties = [one.party_id for one in (*cases, *closed)]
        parties += [one["party_id"] for one in (*entries, *missed)]
        known = await known_to(work, [*parties, *writers(waiting)])
    zones = [known.timezone(clinic_id) for clinic_id in known.clinics]
    return render(
        request,
        "now.html",
        signed_in=True,
        csrf=csrf_of(request),
        live="/",
        me=me(request),
        now=known.now,
        timezone=known.timezone(settings_of(request).clinic_id) if known.clinics else "UTC",
        several=len(zones) > 1,
        cards=[card(one, known) for one in cases],
        count=count,
        unread=[unread(one, cases, known) for one in waiting],
        to_phone=[unreached(one, known) for one in missed],
        closed=[card(one, known) for one in closed],
        recents=[recent(one, known) for one in entries],
    )
