"""Whether the service lives, and whether it can do its work."""

import time
from collections.abc import Awaitable, Callable, Mapping

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Check = Callable[[], Awaitable[bool]]
STALE = 30.0  # seconds after which a loop that has not come round counts as stuck


def routes(checks: Mapping[str, Check]) -> list[Route]:
    """`/live`, `/ready` and `/metrics`."""

    async def live(_: Request) -> Response:
        return JSONResponse({"live": True})

    async def ready(_: Request) -> Response:
        found = {name: await _passes(check) for name, check in checks.items()}
        return JSONResponse(found, status_code=200 if all(found.values()) else 503)

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return [Route("/live", live), Route("/ready", ready), Route("/metrics", metrics)]


def recent(ran_at: float) -> bool:
    """Whether a loop that last came round at `ran_at` (monotonic seconds) is not stuck."""
    return time.monotonic() - ran_at < STALE


async def _passes(check: Check) -> bool:
    try:
        return await check()
    except Exception:  # noqa: BLE001 - a check that cannot be made has not passed
        return False
