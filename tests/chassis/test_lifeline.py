"""A process that cannot heal ends, so that whoever runs it starts another."""

import asyncio
import subprocess
import sys
from textwrap import dedent

from aftercare_chassis.lifeline import EXIT

_PROGRAM = """
import asyncio, time
from aftercare_chassis.lifeline import Lifeline

came_round = [time.monotonic()]

async def main():
    watching = asyncio.create_task(Lifeline(lambda: came_round, patience={patience}).run())
    {body}

asyncio.run(main())
"""


async def ending(body: str, *, patience: float = 1.5) -> subprocess.CompletedProcess[str]:
    program = dedent(_PROGRAM).format(body=body, patience=patience)
    return await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )


async def test_an_event_loop_that_is_blocked_for_good_ends_the_process_and_says_where() -> None:
    ended = await ending("await asyncio.sleep(0.1); time.sleep(600)")
    assert ended.returncode == EXIT
    assert "a loop is stuck" in ended.stderr
    assert 'File "<string>"' in ended.stderr


async def test_a_job_that_never_comes_round_ends_the_process() -> None:
    assert (await ending("await asyncio.Event().wait()")).returncode == EXIT


async def test_a_process_whose_loops_come_round_goes_on() -> None:
    body = "[await asyncio.sleep(0.1) for _ in range(30) if not came_round.__setitem__(0, time.monotonic())]"
    assert (await ending(body, patience=1.5)).returncode == 0


async def test_whoever_stops_in_order_is_not_watched_any_more() -> None:
    body = "await asyncio.sleep(0.1); watching.cancel(); await asyncio.sleep(0.1); time.sleep(3)"
    assert (await ending(body)).returncode == 0
