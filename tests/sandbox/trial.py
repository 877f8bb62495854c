"""What the stories about the sandbox are told with."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    import httpx
    from starlette.requests import Request
    from starlette.types import ASGIApp
    from twilio.rest import Client

    from aftercare_sandbox.settings import Settings

ACCOUNT = "AC" + "a1" * 16
TOKEN = "a token of the sandbox"
CLINIC = "+15005550006"
MAYA, TOM, ANA = "+14155550101", "+14155550102", "+14155550199"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One form that the clinic's webhook got."""

    url: str
    form: dict[str, str]
    headers: dict[str, str]


@dataclass(slots=True, kw_only=True)
class Clinic:
    """A webhook that remembers what it got, and can be down."""

    url: str
    heard: list[Heard] = field(default_factory=list)
    failures: int = 0
    """How many more posts are answered with the status of failures."""
    failing_status: int = 503
    answer: str = "<Response/>"

    async def take(self, request: Request) -> Response:
        body = (await request.body()).decode()
        form = dict(parse_qsl(body, keep_blank_values=True, strict_parsing=True))
        self.heard.append(Heard(url=str(request.url), form=form, headers=dict(request.headers)))
        if self.failures > 0:
            self.failures -= 1
            return Response(status_code=self.failing_status)
        return Response(self.answer, media_type="text/xml")

    def statuses(self, sid: str) -> list[str]:
        """The statuses told about a message, in the order of their arrival."""
        forms = [heard.form for heard in self.heard]
        return [
            form["MessageStatus"] for form in forms if form["MessageSid"] == sid and "MessageStatus" in form
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """The sandbox as a test holds it: the SDK, the control API, and what it was built with."""

    twilio: Client
    control: httpx.AsyncClient
    settings: Settings

    async def put(self, path: str, **body: object) -> dict[str, Any]:
        answer = await self.control.put(f"/control{path}", json=body)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def get(self, path: str, **query: str) -> dict[str, Any]:
        answer = await self.control.get(f"/control{path}", params=query)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def text(self, phone: str, words: str, **more: object) -> str:
        """A person texts the clinic; the sid."""
        body = {"from": phone, "to": CLINIC, "body": words, **more}
        answer = await self.control.post("/control/inbound", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["sid"])

    async def settled(self, sid: str, status: str) -> dict[str, Any]:
        """The message, once it came to this status."""
        async with asyncio.timeout(10):
            while True:
                messages = (await self.get("/messages"))["messages"]
                found: dict[str, Any] = next(message for message in messages if message["sid"] == sid)
                if found["status"] == status:
                    return found


async def until(holds: Callable[[], bool]) -> None:
    """Wait until this holds."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 — what holds is no event
            await asyncio.sleep(0.005)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def serving(app: ASGIApp, port: int) -> AsyncIterator[None]:
    """The application under uvicorn, in this process."""
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started or task.done())
    try:
        yield
    finally:
        server.should_exit = True
        await task
