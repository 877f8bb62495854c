"""Notifications on a database of its own, with a carrier in memory and its webhooks at hand."""

from collections.abc import AsyncIterator

import pytest
from conftest import OpenWorks
from services.notifications.stage import Stage, Twilio, webhooks_of
from support.carrier import FakeCarrier
from support.events import clinic_configured


@pytest.fixture
async def stage(open_works: OpenWorks) -> Stage:
    works = await open_works("aftercare_notifications")
    opened = Stage(works=works, carrier=FakeCarrier())
    await opened.tell(clinic_configured())
    return opened


@pytest.fixture
async def twilio(stage: Stage) -> AsyncIterator[Twilio]:
    async with webhooks_of(stage) as opened:
        yield opened
