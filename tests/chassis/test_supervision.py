import asyncio
from contextlib import suppress

import pytest

from aftercare_chassis import Handlers, Service, ServiceSettings, open_works
from aftercare_chassis.supervision import keep, nothing


async def _until_third_start(starts: asyncio.Queue[int]) -> None:
    async with asyncio.timeout(30):
        while await starts.get() < 3:
            pass


@pytest.mark.parametrize("end", [None, ValueError("oops"), asyncio.CancelledError()], ids=repr)
async def test_a_task_that_ends_however_it_ends_is_started_again(end: BaseException | None) -> None:
    starts: asyncio.Queue[int] = asyncio.Queue()

    count = 0

    async def run() -> None:
        nonlocal count
        count += 1
        starts.put_nowait(count)
        if end is not None:
            raise end

    kept = asyncio.create_task(keep("a task", run, nothing))
    await _until_third_start(starts)
    kept.cancel()
    with suppress(asyncio.CancelledError):
        await kept


async def test_a_reset_that_raises_does_not_end_the_keeping() -> None:
    starts: asyncio.Queue[int] = asyncio.Queue()
    count = 0

    async def run() -> None:
        nonlocal count
        count += 1
        starts.put_nowait(count)

    async def reset() -> None:
        raise RuntimeError

    kept = asyncio.create_task(keep("a task", run, reset))
    await _until_third_start(starts)
    kept.cancel()
    with suppress(asyncio.CancelledError):
        await kept


def test_a_service_that_does_not_hear_what_the_catalogue_says_does_not_start() -> None:
    settings = ServiceSettings(database_url="postgresql+asyncpg://nowhere/x", amqp_url="amqp://nowhere")
    service = Service(name="scheduling", settings=settings, works=open_works(settings), handlers=Handlers())
    with pytest.raises(ValueError, match="catalogue"):
        service.asgi()
