"""A sandbox on a free port, a clinic's webhook, and the real Twilio SDK between them."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import httpx
import pytest
import uvicorn
from aftercare_sandbox.app import build
from aftercare_sandbox.settings import Settings
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from starlette.requests import Request

ACCOUNT = "AC" + "a1" * 16
TOKEN = "a token of the sandbox"
CLINIC = "+15005550006"


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
    """How many more posts are answered 503."""
    answer: str = "<Response/>"

    async def take(self, request: Request) -> Response:
        body = (await request.body()).decode()
        form = dict(parse_qsl(body, keep_blank_values=True, strict_parsing=True))
        self.heard.append(Heard(url=str(request.url), form=form, headers=dict(request.headers)))
        if self.failures > 0:
            self.failures -= 1
            return Response(status_code=503)
        return Response(self.answer, media_type="text/xml")

    def statuses(self, sid: str) -> list[str]:
        """The statuses told about a message, in the order of their arrival."""
        forms = [heard.form for heard in self.heard]
        return [form["MessageStatus"] for form in forms if form["MessageSid"] == sid and "MessageStatus" in form]


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

    async def text(self, phone: str, words: str, **more: object) -> dict[str, Any]:
        """A person texts the clinic."""
        answer = await self.control.post("/control/inbound", json={"from": phone, "body": words, "to": CLINIC, **more})
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found


async def until(true: Callable[[], bool], within_s: float = 10) -> None:
    """Wait until this holds."""
    async with asyncio.timeout(within_s):
        while not true():  # noqa: ASYNC110 — the condition belongs to another task
            await asyncio.sleep(0.005)


@asynccontextmanager
async def serving(app: Starlette, port: int) -> AsyncIterator[None]:
    """The application under uvicorn, in this process."""
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", timeout_graceful_shutdown=2),
    )
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started or task.done())
    try:
        yield
    finally:
        server.should_exit = True
        await task


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
async def running_clinic() -> AsyncIterator[Clinic]:
    port = free_port()
    clinic = Clinic(url=f"http://127.0.0.1:{port}")
    app = Starlette(routes=[Route("/{path:path}", clinic.take, methods=["POST"])])
    async with serving(app, port):
        yield clinic


@pytest.fixture(scope="session")
async def running_sandbox(
    running_clinic: Clinic,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Sandbox]:
    clock_file: Path = tmp_path_factory.mktemp("sandbox") / "clock.json"
    settings = Settings(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        port=free_port(),
        sms_webhook=f"{running_clinic.url}/sms?clinic=7",
        clock_file=clock_file,
    )
    http_client = AsyncTwilioHttpClient(timeout=20)
    twilio = Client(ACCOUNT, TOKEN, http_client=http_client)
    twilio.api.base_url = settings.url
    async with (
        serving(build(settings), settings.port),
        http_client,
        httpx.AsyncClient(base_url=settings.url, trust_env=False) as control,
    ):
        yield Sandbox(twilio=twilio, control=control, settings=settings)


@pytest.fixture
async def clinic(running_clinic: Clinic) -> Clinic:
    running_clinic.heard.clear()
    running_clinic.failures = 0
    running_clinic.answer = "<Response/>"
    return running_clinic


@pytest.fixture
async def sandbox(running_sandbox: Sandbox, clinic: Clinic) -> AsyncIterator[Sandbox]:  # noqa: ARG001 — it listens
    """A sandbox without memory, and without delays."""
    await running_sandbox.control.post("/control/reset")
    await running_sandbox.put("/conditions", min_delay_s=0, max_delay_s=0)
    yield running_sandbox
    await running_sandbox.control.post("/control/reset")


