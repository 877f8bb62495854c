from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.requests import Request

_LONGEST_HANG_S = 600


async def drop(request: Request) -> Response:
    """Cut the connection without a byte of answer, as a broken network does.

    ASGI has no way to say that: uvicorn's receive is bound to the object that holds the transport.
    """
    cycle = getattr(request.receive, "__self__", None)
    transport = getattr(cycle, "transport", None)
    if not isinstance(transport, asyncio.Transport):
        return Response(status_code=502)
    transport.abort()
    await _gone(request)
    return Response(status_code=499)


async def hang(request: Request) -> Response:
    """Say nothing until the caller gives up."""
    try:
        async with asyncio.timeout(_LONGEST_HANG_S):
            await _gone(request)
    except TimeoutError:
        return await drop(request)
    return Response(status_code=499)


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
