"""A morning on which a thousand patients are due, with two replicas of every service."""

import asyncio
from collections import Counter
from datetime import UTC, date, datetime

import httpx
import pytest
from support.broker import eventually

from aftercare_demo.servers import Servers
from aftercare_demo.stack import stack_on
from aftercare_story.clinic import Clinic
from aftercare_story.phones import Phone, Phones

PATIENTS = 1000
MONDAY = date(2026, 6, 1)


def patient(number: int) -> Phone:
    return Phone(name=f"P{number} Example", number=f"+1202{2_000_000 + number}", kind="patient")


@pytest.mark.timeout(900)
async def test_a_thousand_due_at_once_with_two_replicas_of_everything_are_a_thousand_texts(
    own_servers: Servers,
) -> None:
    async with stack_on(own_servers, replicas=2) as running:
        phones = Phones(running.url("sandbox"))
        clinic = Clinic(running.url("console"), running.secrets.api_token)
        await phones.set_clock(datetime(2026, 6, 1, 20, tzinfo=UTC), speed=1)
        await clinic.configure()
        entering = asyncio.Semaphore(20)

        async def enter(number: int) -> None:
            async with entering:
                await clinic.complete_procedure(patient(number), MONDAY)

        await asyncio.gather(*(enter(number) for number in range(PATIENTS)))
        await phones.set_clock(datetime(2026, 6, 2, 14, tzinfo=UTC), speed=1)

        async def all_texted() -> bool:
            return await phones.count() >= PATIENTS

        await eventually(all_texted, within=300, every=1)
        await phones.set_clock(
            datetime(2026, 6, 2, 15, tzinfo=UTC), speed=1
        )  # time for a second text to show up
        await eventually(
            lambda: _drained(running.url("console"), running.secrets.api_token), within=180, every=1
        )
        async with httpx.AsyncClient(base_url=running.url("sandbox")) as client:
            answer = await client.get(
                "/control/messages", params={"limit": 100_000, "direction": "outbound-api"}
            )
        texted = Counter(message["to"] for message in answer.json()["messages"])
        assert texted == Counter({patient(number).number: 1 for number in range(PATIENTS)})
        await phones.close()
        await clinic.close()


async def _drained(console: str, token: str) -> bool:
    """The last patient's delivery has reached the timeline."""
    clinic = Clinic(console, token)
    try:
        timeline = await clinic.timeline(patient(PATIENTS - 1))
    finally:
        await clinic.close()
    return any(entry["topic"] == "message.delivered.v1" for entry in timeline)
