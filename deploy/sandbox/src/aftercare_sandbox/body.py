from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

if TYPE_CHECKING:
    from starlette.requests import Request

LARGEST_BODY = 64 * 1024


class TooLarge(Exception):  # noqa: N818 — the name says what the body is
    """The body is more than 64 KiB."""


async def read_body(request: Request) -> bytes:
    """The body, read no further than it may be long."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                raise TooLarge
    except ClientDisconnect as gone:
        raise HTTPException(400, "The body broke off.") from gone
    return bytes(body)
