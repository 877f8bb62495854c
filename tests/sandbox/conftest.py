"""A sandbox on a free port, a clinic's webhook, and the real Twilio SDK between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from sandbox.trial import ACCOUNT, TOKEN, Clinic, Sandbox, free_port, serving
from starlette.applications import Starlette
from starlette.routing import Route
from support.openapi import judged
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from aftercare_sandbox.app import build
from aftercare_sandbox.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


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
    settings = Settings(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        port=free_port(),
        sms_webhook=f"{running_clinic.url}/sms?clinic=7",
        clock_file=tmp_path_factory.mktemp("sandbox") / "clock.json",
    )
    async with (
        judged(build(settings), lenient=True) as app,
        serving(app, settings.port),
        AsyncTwilioHttpClient() as http_client,
        httpx.AsyncClient(base_url=settings.url, trust_env=False) as control,
    ):
        twilio = Client(ACCOUNT, TOKEN, http_client=http_client)
        twilio.api.base_url = settings.url
        yield Sandbox(twilio=twilio, control=control, settings=settings)


@pytest.fixture
def clinic(running_clinic: Clinic) -> Clinic:
    """The webhook, with nothing heard yet and in good health."""
    running_clinic.heard.clear()
    running_clinic.failures, running_clinic.answer = 0, "<Response/>"
    return running_clinic


@pytest.fixture
async def sandbox(running_sandbox: Sandbox, clinic: Clinic) -> AsyncIterator[Sandbox]:
    """A sandbox without memory and without delays, whose inbound texts go to the clinic."""
    await running_sandbox.control.post("/control/reset")
    await running_sandbox.put("/conditions", min_delay_s=0, max_delay_s=0)
    assert clinic.heard == []
    yield running_sandbox
    await running_sandbox.control.post("/control/reset")
