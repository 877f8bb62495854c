"""Two carriers, each with an account of its own: a page finds its way when the first fails."""

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
    NURSE,
    message_requested,
    patient_registered,
    prompt_requested,
    staff,
    staff_registered,
)
from support.events import clinic_configured
from support.heard import said, tell
from support.openapi import judged

from aftercare_chassis import Works
from aftercare_chassis.jobs import Ticker
from aftercare_contracts import Event, MessageDelivered, MessageSent, Purpose, StaffReplyReceived
from aftercare_notifications.gateways.twilio import TwilioCarrier
from aftercare_notifications.handlers import handlers
from aftercare_notifications.jobs import jobs
from aftercare_notifications.webhooks import routes
from aftercare_sandbox.app import build
from aftercare_sandbox.settings import Settings

OTHER, OTHERS, SPARE = "AC" + "b2" * 16, "the other account's token", "+15005550009"
PAGE = message_requested(staff("Nora"), purpose=Purpose.PAGE, text="K7 needs you.")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A running service between two carriers."""

    works: Works
    first: httpx.AsyncClient
    second: httpx.AsyncClient

    async def tell(self, *events: Event) -> None:
        await tell(self.works, handlers(), *events)

    async def texts(self, carrier: httpx.AsyncClient, number: str) -> list[str]:
        query = {"to": number, "direction": "outbound-api"}
        found: dict[str, Any] = (await carrier.get("/control/messages", params=query)).json()
        return [one["body"] for one in found["messages"]]

    async def heard(self, event_type: type[Event], count: int = 1) -> None:
        async with asyncio.timeout(60):
            while len(await said(self.works, event_type)) < count:  # noqa: ASYNC110 - rows are silent
                await asyncio.sleep(0.05)


@pytest.fixture
async def world(open_works: OpenWorks) -> AsyncIterator[World]:
    works, port = await open_works("aftercare_notifications"), free_port()
    ours = f"http://127.0.0.1:{port}"
    hooks = f"{ours}/twilio/sms"
    one = Settings(account_sid=ACCOUNT, auth_token=TOKEN, port=free_port(), sender=OURS, sms_webhook=hooks)
    two = Settings(account_sid=OTHER, auth_token=OTHERS, port=free_port(), sender=SPARE, sms_webhook=hooks)
    settings = settings_with(
        twilio_base_url=one.url,
        twilio_backup_account_sid=OTHER,
        twilio_backup_auth_token=OTHERS,
        twilio_backup_base_url=two.url,
        twilio_senders=[{"address": SPARE, "account": "backup", "failover": True}],
        public_url=ours,
        carrier_timeout=1,
        recovery_interval=0.2,
    )
    carrier = TwilioCarrier(settings)
    async with (
        judged(build(one)) as first_app,
        judged(build(two)) as second_app,
        serving(first_app, one.port),
        serving(second_app, two.port),
        serving(Starlette(routes=routes(settings, works)), port),
        httpx.AsyncClient(base_url=one.url, trust_env=False) as first,
        httpx.AsyncClient(base_url=two.url, trust_env=False) as second,
    ):
        running = asyncio.create_task(Ticker(jobs(settings, carrier), works, seconds=0.1).run())
        opened = World(works=works, first=first, second=second)
        for client in (first, second):
            await client.put("/control/conditions", json={"min_delay_s": 0, "max_delay_s": 0})
        await opened.tell(clinic_configured(), patient_registered(), staff_registered())
        yield opened
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await carrier.close()


@pytest.mark.parametrize(
    ("path", "trouble", "repeats"),
    [
        (f"/control/behaviours/{NURSE}", {"kind": "refuse", "code": 20003}, False),
        (f"/control/behaviours/{NURSE}", {"kind": "refuse", "code": 30034}, False),
        (f"/control/behaviours/{NURSE}", {"kind": "hang"}, True),
        ("/control/conditions", {"outage": "unavailable"}, True),
        ("/control/conditions", {"outage": "refuse"}, True),
        (f"/control/behaviours/{NURSE}", {"kind": "refuse", "code": 20429}, False),
    ],
    ids=["credentials", "registration", "hung", "503", "cut off", "too many"],
)
async def test_a_page_that_the_first_account_does_not_take_arrives_by_the_second(
    world: World, path: str, trouble: dict[str, object], *, repeats: bool
) -> None:
    await world.first.put(path, json=trouble)
    await world.tell(PAGE)
    await world.heard(MessageDelivered)
    assert await world.texts(world.first, NURSE) == []
    assert await world.texts(world.second, NURSE) == [("(again) " if repeats else "") + "K7 needs you."]
    assert len(await said(world.works, MessageSent)) == 1


async def test_a_prompt_waits_for_its_own_account_and_is_not_sent_by_the_second(world: World) -> None:
    await world.first.put(f"/control/behaviours/{MAYA}", json={"kind": "hang", "times": 1})
    await world.tell(prompt_requested(), PAGE)
    await world.heard(MessageDelivered)
    assert await world.texts(world.second, MAYA) == []


async def test_what_staff_text_to_the_second_account_is_heard_with_and_without_its_webhook(
    world: World,
) -> None:
    for attempts in (4, 0):
        await world.second.put("/control/conditions", json={"inbound_attempts": attempts})
        body = {"from": NURSE, "to": SPARE, "body": f"k7 {attempts}"}
        (await world.second.post("/control/inbound", json=body)).raise_for_status()
    await world.heard(StaffReplyReceived, 2)
    words = [one.words for one in await said(world.works, StaffReplyReceived)]
    assert sorted(words) == ["k7 0", "k7 4"]
