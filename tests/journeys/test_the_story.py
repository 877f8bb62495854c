"""The demo's story on the running system: real processes, RabbitMQ, PostgreSQL, and Twilio's own SDK."""

from collections.abc import Awaitable, Callable

import pytest

from aftercare_demo.servers import Servers
from aftercare_demo.stack import SERVICES, Stack, stack_on
from aftercare_story.playing import play

# Which service dies just before which step: each in the middle of what it is there for.
_DEATHS = {
    "Amira is asked after a week": "scheduling",
    "Amira is told to get medical care today": "checkins",
    "Rosa, next on call, is paged five minutes later": "escalations",
    "Amira is told who will call": "notifications",
    "the case is closed with its outcome": "console",
}


async def _play(running: Stack, before_step: Callable[[str], Awaitable[None]]) -> int:
    return await play(
        sandbox=running.url("sandbox"),
        console=running.url("console"),
        token=running.secrets.api_token,
        before_step=before_step,
    )


@pytest.mark.timeout(900)
async def test_a_severe_rash_is_taken_by_the_second_on_call_though_every_service_is_killed_once(
    own_servers: Servers,
) -> None:
    died: list[str] = []

    async with stack_on(own_servers) as running:

        async def kill(step: str) -> None:
            if service := _DEATHS.get(step):
                await running.kill(service)
                await running.start(service)
                died.append(service)

        assert await _play(running, kill) == 0
    assert sorted(died) == sorted(SERVICES)
