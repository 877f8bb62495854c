from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from aftercare_sandbox.control import carrier_of, number_of
from aftercare_sandbox.screen import screen_of
from aftercare_sandbox.views import clock_view

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from jinja2 import Environment
    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from aftercare_sandbox.hub import Hub
    from aftercare_sandbox.state import Phone, State

SHOWN_UNREGISTERED = 30
_HEARTBEAT_S = 15
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def routes() -> list[BaseRoute]:
    """What a person looks at."""
    return [
        Route("/", show_phones, methods=["GET"]),
        Route("/phones/{number}", show_phone, methods=["GET"]),
        Route("/events", stream_events, methods=["GET"]),
        Mount("/static", StaticFiles(packages=[("aftercare_sandbox", "static")])),
    ]


async def show_phones(request: Request) -> Response:
    """All phones side by side."""
    carrier = carrier_of(request)
    screens = [screen_of(phone, carrier) for phone in shown_phones(carrier.state)]
    now = carrier.clock.now().astimezone(ZoneInfo(carrier.settings.timezone))
    context = {"clock": clock_view(carrier.clock), "now": now, "timezone": carrier.settings.timezone}
    return _render(request, "phones.html", screens=screens, **context)


async def show_phone(request: Request) -> Response:
    """One phone, for the page to put in place."""
    carrier = carrier_of(request)
    phone = carrier.state.phones.get(number_of(request))
    if phone is None:
        raise HTTPException(404, "There is no such phone.")
    return _render(request, "phone.html", screen=screen_of(phone, carrier))


async def stream_events(request: Request) -> Response:
    """Server-sent events: phone (its number), clock, reset."""
    hub = carrier_of(request).hub
    return StreamingResponse(
        _events(hub), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


def shown_phones(state: State) -> list[Phone]:
    """The registered phones in the order of their kinds, then the most recently active of the others."""
    registered = sorted((phone for phone in state.phones.values() if phone.registered), key=_place)
    others = [phone for phone in reversed(state.phones.values()) if not phone.registered]
    return [*registered, *others[:SHOWN_UNREGISTERED]]


def _place(phone: Phone) -> tuple[str, str]:
    return phone.kind.value, phone.name or phone.number


async def _events(hub: Hub) -> AsyncIterator[str]:
    yield "retry: 1000\n\n"
    with hub.listening() as page:
        while not hub.closed:
            try:
                async with asyncio.timeout(_HEARTBEAT_S):
                    event = await page.get()
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if event is None:
                return
            yield f"event: {event[0]}\ndata: {event[1]}\n\n"


def _render(request: Request, name: str, **context: object) -> Response:
    templates = cast("Environment", request.app.state.templates)
    return HTMLResponse(templates.get_template(name).render(**context), headers=_HEADERS)
