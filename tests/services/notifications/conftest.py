"""Notifications on a database of its own, with a carrier in memory and its webhooks at hand."""

from collections.abc import AsyncIterator

import httpx
import pytest
from conftest import OpenWorks
from services.notifications.stage import Stage, Twilio
from starlette.applications import Starlette
from support.carrier import FakeCarrier
from support.events import clinic_configured

from aftercare_notifications.webhooks import routes


@pytest.fixture
async def stage(open_works: OpenWorks) -> Stage:
    works = await open_works("aftercare_notifications")
    opened = Stage(works=works, carrier=FakeCarrier())
    await opened.tell(clinic_configured())
    return opened


@pytest.fixture
async def twilio(stage: Stage) -> AsyncIterator[Twilio]:
    app = Starlette(routes=routes(stage.settings, stage.works))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://inside") as client:
        yield Twilio(client=client)
