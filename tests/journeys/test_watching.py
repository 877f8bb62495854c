"""The test page and the heartbeat on the running system."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import httpx
import pytest
from sandbox.trial import free_port, serving
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from support.broker import eventually

from aftercare_console.domain.identity import staff_id
from aftercare_demo.servers import Servers
from aftercare_demo.stack import stack_on
from aftercare_story.clinic import ROSA, SAM, Clinic
from aftercare_story.phones import Phone, Phones

MONDAY = datetime(2026, 6, 8, 14, 29, tzinfo=UTC)  # 10:29 in New York
TUESDAY = datetime(2026, 6, 9, 14, 29, tzinfo=UTC)


@asynccontextmanager
async def listening(heard: list[str]) -> AsyncIterator[str]:
    """Somebody outside who hears the heartbeat."""

    async def hear(request: Request) -> Response:
        heard.append(request.url.path)
        return Response()

    port = free_port()
    async with serving(Starlette(routes=[Route("/beat", hear)]), port):
        yield f"http://127.0.0.1:{port}/beat"


@pytest.mark.timeout(900)
async def test_a_test_page_is_answered_by_key_and_the_next_is_missed_which_silences_the_heartbeat(
    own_servers: Servers,
) -> None:
    heard: list[str] = []
    async with listening(heard) as url:
        settings = {
            "AFTERCARE_HEARTBEAT_URL": url,
            "AFTERCARE_HEARTBEAT_INTERVAL": "0.2",
            "AFTERCARE_DRILL_AT": "10:30",
            "AFTERCARE_DRILL_DAYS": "mon,tue",
            "AFTERCARE_DRILL_STAFF": str(staff_id("main", "sam")),
            "AFTERCARE_DRILL_FALLBACK": str(staff_id("main", "rosa")),
        }
        async with stack_on(own_servers, settings=settings) as running:
            phones = Phones(running.url("sandbox"))
            clinic = Clinic(running.url("console"), running.secrets.api_token)

            async def says(person: Phone, part: str, times: int = 1) -> None:
                async def said() -> bool:
                    return sum(part in text for text in await phones.texts_to(person)) >= times

                await eventually(said, every=0.1)

            async def is_answered() -> bool:
                return any("Calls reach you" in said for said in await phones.calls_to(SAM))

            async def is_heard() -> bool:
                return bool(heard)

            await phones.set_clock(MONDAY, speed=1)
            await clinic.configure()
            await phones.takes_calls(SAM, "answer", digits="1")
            await phones.set_clock(MONDAY.replace(minute=30), speed=1)
            await says(SAM, "TEST page")
            await phones.set_clock(MONDAY.replace(minute=36), speed=1)
            await eventually(is_answered, every=0.1)
            await says(SAM, "is answered: pages reach you")
            heard.clear()
            await eventually(is_heard, every=0.1)
            assert await clinic.cases("open") == await clinic.cases("taken") == []

            await phones.takes_calls(SAM, "no_answer")
            await phones.set_clock(TUESDAY.replace(minute=30), speed=1)
            await says(SAM, "TEST page", times=3)
            await phones.set_clock(TUESDAY.replace(minute=41), speed=1)
            await says(ROSA, "was not answered")
            async with httpx.AsyncClient() as client:

                async def is_measured() -> bool:
                    figures = (await client.get(running.url("escalations") + "/metrics")).text
                    return "aftercare_drill_missed 1.0" in figures

                await eventually(is_measured, every=0.1)
                heard.clear()
                await _watchdog_looks(client, running.url("escalations"), times=5)
                assert heard == []
            await asyncio.gather(phones.close(), clinic.close())


async def _watchdog_looks(client: httpx.AsyncClient, url: str, *, times: int) -> None:
    """Wait until the watchdog has come round so often; each time it might have been heard."""
    looks: set[str] = set()

    async def has_looked() -> bool:
        figures = (await client.get(f"{url}/metrics")).text
        looks.update(re.findall(r'aftercare_job_run_timestamp_seconds\{job="watchdog"\} (\S+)', figures))
        return len(looks) > times

    await eventually(has_looked, every=0.1)
