from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

if TYPE_CHECKING:
    from starlette.requests import Request

LARGEST_BODY = 64 * 1024

Command = TypeVar("Command", bound=BaseModel)


class TooLarge(Exception):
    """The body is longer than it may be."""


async def read_body(request: Request, *, largest: int = LARGEST_BODY) -> bytes:
    """The body, read no further than it may be long."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > largest:
                raise TooLarge
    except ClientDisconnect as gone:
        raise HTTPException(400, "The body broke off.") from gone
    return bytes(body)


async def read_command(request: Request, command: type[Command], *, largest: int = LARGEST_BODY) -> Command:
    """The JSON body as this command; 4xx with the reason where it is none.

    Only application/json is read, which a page of another site cannot send unasked.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "The body must be application/json.")
    try:
        return command.model_validate_json(await read_body(request, largest=largest))
    except TooLarge as large:
        raise HTTPException(413, f"The body is larger than {largest // 1024} KiB.") from large
    except ValidationError as invalid:
        reasons = [
            f"{'.'.join(map(str, error['loc'])) or 'body'}: {error['msg']}" for error in invalid.errors()
        ]
        raise HTTPException(422, "; ".join(reasons)[:1000]) from invalid
