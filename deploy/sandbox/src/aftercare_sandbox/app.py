from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from aftercare_sandbox import api, api_calls, control, media, pages, ringing, trouble, wiring
from aftercare_sandbox.callbacks import Callbacks
from aftercare_sandbox.carrier import Carrier
from aftercare_sandbox.clock import SystemClock
from aftercare_sandbox.delivery import Delivery
from aftercare_sandbox.domain.errors import TwilioError
from aftercare_sandbox.exchange import Exchange
from aftercare_sandbox.hub import Hub
from aftercare_sandbox.parameters import API_VERSION
from aftercare_sandbox.queues import Queues
from aftercare_sandbox.state import State
from aftercare_sandbox.tasks import Tasks
from aftercare_sandbox.weather import Weather

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from starlette.requests import Request

    from aftercare_sandbox.settings import Settings

_TWILIO_CODES = {404: 20404, 405: 20004}


def build(settings: Settings) -> Starlette:
    """The sandbox, all in memory: app.state.carrier is the carrier, app.state.hub tells the open pages."""
    state, tasks, hub = State(), Tasks(), Hub()
    callbacks = Callbacks(auth_token=settings.auth_token, record=state.record)
    clock = SystemClock(settings.clock_file)
    carrier = Carrier(
        settings=settings,
        state=state,
        clock=clock,
        delivery=Delivery(settings=settings, state=state, callbacks=callbacks, tasks=tasks, hub=hub),
        exchange=Exchange(
            settings=settings, state=state, clock=clock, callbacks=callbacks, tasks=tasks, hub=hub
        ),
        tasks=tasks,
        hub=hub,
        weather=Weather(state=state),
        queues=Queues(state=state),
    )

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        hub.close()
        await tasks.stop()
        await callbacks.close()

    app = Starlette(
        routes=[
            Route("/live", healthy, methods=["GET"]),
            Route("/ready", healthy, methods=["GET"]),
            *api.routes(),
            *api_calls.routes(),
            *media.routes(),
            *control.routes(),
            *ringing.routes(),
            *trouble.routes(),
            *wiring.routes(),
            *pages.routes(),
        ],
        exception_handlers={HTTPException: explain},
        lifespan=lifespan,
    )
    app.state.carrier, app.state.hub, app.state.templates = carrier, hub, _templates()
    return app


async def healthy(_: Request) -> Response:
    """There is nothing to wait for: all is in memory."""
    return PlainTextResponse("ok")


async def explain(request: Request, error: Exception) -> Response:
    """A refusal as the reader of the path expects it: Twilio's body, or an error in words."""
    status, detail = 500, "Internal Server Error"
    headers: Mapping[str, Any] | None = None
    if isinstance(error, HTTPException):
        status, detail, headers = error.status_code, error.detail, error.headers
    if request.url.path.startswith(f"/{API_VERSION}/"):
        refused = TwilioError(_TWILIO_CODES.get(status, 20001), status=status)
        return JSONResponse(refused.body(), status, headers=headers)
    return JSONResponse({"error": detail}, status, headers=headers)


def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("aftercare_sandbox"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
