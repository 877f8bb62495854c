"""Run the sandbox: python -m aftercare_sandbox --help."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING

import uvicorn

from aftercare_sandbox.app import build
from aftercare_sandbox.settings import parse

if TYPE_CHECKING:
    from aftercare_sandbox.hub import Hub
    from aftercare_sandbox.settings import Settings

_GRACE_S = 2


def main() -> None:
    """Serve until a signal comes."""
    settings = parse(sys.argv[1:], os.environ)
    print(f"phones: {settings.url}/", flush=True)
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    app = build(settings)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            log_level="warning",
            timeout_graceful_shutdown=_GRACE_S,
        ),
    )
    watch = asyncio.create_task(_close_pages(server, app.state.hub))
    await server.serve()
    watch.cancel()


async def _close_pages(server: uvicorn.Server, hub: Hub) -> None:
    """Let open pages go when a signal comes, or the server waits for them."""
    while not server.should_exit:  # noqa: ASYNC110 — uvicorn raises a flag, not an event
        await asyncio.sleep(0.1)
    hub.close()


if __name__ == "__main__":
    main()
