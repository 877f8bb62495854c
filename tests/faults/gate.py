"""A stretch of wire between notifications and its carrier, where a story can stop what passes."""

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import parse_qs

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from aftercare_sandbox.drop import drop


class Stop(StrEnum):
    """Where the wire stops one text."""

    BEFORE = "before the carrier has it"
    AFTER = "after the carrier took it, before its answer arrives"


@dataclass(slots=True, kw_only=True)
class Gate:
    """Passes everything on, but for the one text that it was told to stop, and for what comes while shut."""

    carrier: httpx.AsyncClient
    stopped: asyncio.Event = field(default_factory=asyncio.Event)
    _stop: Stop | None = None
    _words: str = ""
    _open: asyncio.Event = field(default_factory=asyncio.Event)

    def app(self) -> Starlette:
        """What notifications takes for the carrier."""
        return Starlette(routes=[Route("/{path:path}", self._pass, methods=["GET", "POST"])])

    def stop(self, where: Stop, words: str) -> None:
        """Stop the next text with these words."""
        self._stop, self._words = where, words
        self.stopped.clear()
        self._open.clear()

    def open(self) -> None:
        """Let go of what was stopped: whoever asked has gone."""
        self._stop = None
        self._open.set()

    async def _pass(self, request: Request) -> Response:
        body = await request.body()
        stop = self._stop if self._words in "".join(parse_qs(body.decode()).get("Body", ())) else None
        if stop is not None:
            self._stop = None
        if stop is Stop.BEFORE:
            return await self._hold(request)
        answer = await self._ask(request, body)
        if stop is Stop.AFTER:
            return await self._hold(request)
        if answer is None:
            return await drop(request)
        return Response(answer.content, answer.status_code, media_type=answer.headers.get("content-type"))

    async def _ask(self, request: Request, body: bytes) -> httpx.Response | None:
        """The carrier's answer, none where it cut the connection."""
        try:
            return await self.carrier.request(
                request.method,
                request.url.path,
                params=request.query_params,
                content=body,
                headers={name: request.headers[name] for name in _PASSED if name in request.headers},
            )
        except httpx.TransportError:
            return None

    async def _hold(self, request: Request) -> Response:
        self.stopped.set()
        await self._open.wait()
        return await drop(request)


_PASSED = ("authorization", "content-type")
