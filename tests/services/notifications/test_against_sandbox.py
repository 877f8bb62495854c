"""The whole service against a carrier that speaks Twilio's API: webhooks, callbacks and all."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from conftest import OpenWorks
from sandbox.trial import free_port, serving
from services.notifications.stage import ACCOUNT, OURS, TOKEN, settings_with
from starlette.applications import Starlette
from support.builders_notifications import (
    MAYA,
    message_requested,
    patient,
    patient_registered,
    prompt_requested,
)
from support.events import clinic_configured
from support.heard import said, tell
from support.openapi import judged

from aftercare_chassis import Works
from aftercare_chassis.jobs import Ticker
from aftercare_contracts import (
    ConsentWithdrawn,
    Event,
    MessageDelivered,
    MessageFailed,
    MessageSent,
    ReplyReceived,
)
from aftercare_notifications.gateways.twilio import TwilioCarrier
from aftercare_notifications.handlers import handlers
from aftercare_notifications.jobs import jobs
from aftercare_notifications.webhooks import routes
from aftercare_sandbox.app import build
from aftercare_sandbox.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A running service, and the phones."""

    works: Works
    control: httpx.AsyncClient

    async def tell(self, *events: Event) -> None:
        await tell(self.works, handlers(), *events)

    async def put(self, path: str, **body: object) -> None:
        (await self.control.put(f"/control{path}", json=body)).raise_for_status()

    async def text(self, words: str) -> None:
        body = {"from": MAYA, "to": OURS, "body": words}
        (await self.control.post("/control/inbound", json=body)).raise_for_status()

    async def texts_to_maya(self) -> list[str]:
        query = {"to": MAYA, "direction": "outbound-api"}
        found: dict[str, Any] = (await self.control.get("/control/messages", params=query)).json()
        return [one["body"] for one in found["messages"]]

    async def heard(self, event_type: type[Event], count: int) -> list[Event]:
        """What was said, once it was said this often."""
        async with asyncio.timeout(60):
            while len(events := await said(self.works, event_type)) < count:  # noqa: ASYNC110 - rows are silent
                await asyncio.sleep(0.05)
        return list(events)


@pytest.fixture
async def world(open_works: OpenWorks) -> AsyncIterator[World]:
    works, port = await open_works("aftercare_notifications"), free_port()
    ours = f"http://127.0.0.1:{port}"
    sandbox = Settings(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        port=free_port(),
        sender=OURS,
        sms_webhook=f"{ours}/twilio/sms",
    )
    settings = settings_with(
        twilio_base_url=sandbox.url, public_url=ours, carrier_timeout=1, recovery_interval=0.2
    )
    carrier = TwilioCarrier(settings)
    ticker = Ticker(jobs(settings, carrier), works, seconds=0.1)
    async with (
        judged(build(sandbox)) as app,
        serving(app, sandbox.port),
        serving(Starlette(routes=routes(settings, works)), port),
        httpx.AsyncClient(base_url=sandbox.url, trust_env=False) as control,
    ):
        running = asyncio.create_task(ticker.run())
        opened = World(works=works, control=control)
        await opened.put("/conditions", min_delay_s=0, max_delay_s=0)
        await opened.tell(clinic_configured(), patient_registered())
        yield opened
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await carrier.close()


async def test_a_prompt_arrives_and_its_answer_comes_back(world: World) -> None:
    await world.put("/conditions", duplicates=2, reorder=True)
    await world.tell(prompt_requested())
    await world.heard(MessageDelivered, 1)
    await world.text("A bad rash")
    [reply] = await world.heard(ReplyReceived, 1)
    assert isinstance(reply, ReplyReceived)
    assert (reply.party, reply.words) == (patient("Maya Ortiz"), "A bad rash")
    assert len(await said(world.works, MessageSent)) == len(await said(world.works, MessageDelivered)) == 1
    assert await world.texts_to_maya() == ["How is your scalp?"]


async def test_a_prompt_whose_answer_was_lost_is_told_of_by_its_callback(world: World) -> None:
    await world.put("/conditions", lose_responses=1, min_delay_s=0, max_delay_s=0)
    await world.tell(prompt_requested())
    await world.heard(MessageDelivered, 1)
    assert len(await said(world.works, MessageSent)) == 1
    assert await world.texts_to_maya() == ["How is your scalp?"]


async def test_a_safety_text_that_hangs_is_sent_again_and_says_so_and_once_more_is_not_told(
    world: World,
) -> None:
    await world.put(f"/behaviours/{MAYA}", kind="hang", times=1)
    await world.tell(message_requested(patient("Maya Ortiz")))
    await world.heard(MessageDelivered, 1)
    assert len(await said(world.works, MessageSent)) == 1
    assert await world.texts_to_maya() == ["(again) Please get medical care today."]


async def test_a_failure_on_the_way_is_told_in_plain_words(world: World) -> None:
    await world.put(f"/behaviours/{MAYA}", kind="fail", code=30006)
    await world.tell(prompt_requested())
    [failed] = await world.heard(MessageFailed, 1)
    assert isinstance(failed, MessageFailed)
    assert failed.code == 30006


async def test_after_stop_neither_we_nor_the_carrier_text_any_more(world: World) -> None:
    await world.text("STOP")
    await world.heard(ConsentWithdrawn, 1)
    await world.tell(prompt_requested(), message_requested(patient("Maya Ortiz")))
    await world.heard(MessageFailed, 2)
    assert await world.texts_to_maya() == []


async def test_a_text_whose_webhook_is_never_posted_is_fetched(world: World) -> None:
    await world.put("/conditions", inbound_attempts=0)
    await world.text("My face is swelling")
    [reply] = await world.heard(ReplyReceived, 1)
    assert isinstance(reply, ReplyReceived)
    assert reply.words == "My face is swelling"
