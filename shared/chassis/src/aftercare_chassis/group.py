"""Group commit: many messages of one queue share a transaction, and none pays for another's failure."""

import asyncio
from contextlib import suppress

from aftercare_chassis import inbox, metrics, tracing
from aftercare_chassis.failures import Interrupted, Refused, Stopping
from aftercare_chassis.handlers import Handler
from aftercare_chassis.inbox import Received
from aftercare_chassis.supervision import cancelled_by_us
from aftercare_chassis.unit_of_work import Works
from aftercare_contracts import Event

Waiting = tuple[Received[Event], "asyncio.Future[None]"]


class Group:
    """Takes what waits, up to `size`, handles it in one unit of work, and tells each message's reader."""

    def __init__(self, queue: str, handler: Handler[Event], works: Works, *, size: int) -> None:
        self._queue = queue
        self._handler = handler
        self._works = works
        self._size = size
        self._waiting: asyncio.Queue[Waiting] = asyncio.Queue()
        self._stopping = False

    async def handle(self, one: Received[Event]) -> None:
        """Return when the event's effects are committed; raises what its handler raised."""
        if self._stopping:
            raise Stopping
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((one, done))
        await done

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < self._size and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            await self._process(batch)

    def stop(self) -> None:
        """Give back what waits; what is in hand goes on to its end."""
        self._stopping = True
        with suppress(asyncio.QueueEmpty):
            while True:
                _tell(self._waiting.get_nowait()[1], Stopping())

    async def _process(self, batch: list[Waiting]) -> None:
        with metrics.HANDLING.labels(self._queue).time():
            error = await self._attempt([one for one, _ in batch])
        metrics.GROUP_SIZE.labels(self._queue).observe(len(batch))
        if error is None or len(batch) == 1:
            for _, done in batch:
                _tell(done, error)
            return
        for single in batch:
            await self._process([single])

    async def _attempt(self, arrived: list[Received[Event]]) -> Exception | None:
        try:
            async with self._works.begin() as work:
                for one in await inbox.accept(work.connection, arrived):
                    with tracing.continued(self._queue, one.headers):
                        await self._handler(one.event, work)
            metrics.HANDLED.labels(self._queue).inc(len(arrived))
        except Refused as refusal:
            return await self._refuse(arrived, refusal)
        except asyncio.CancelledError:
            if cancelled_by_us():
                raise
            return Interrupted()
        except Exception as error:  # noqa: BLE001 - whatever it is, the message's reader decides
            return error
        return None

    async def _refuse(self, arrived: list[Received[Event]], refusal: Refused) -> Exception:
        if len(arrived) > 1:
            return refusal
        try:
            async with self._works.begin() as work:
                await inbox.refuse(work.connection, arrived[0], str(refusal))
        except Exception as error:  # noqa: BLE001 - not recorded, so not refused: it is tried again
            return error
        return refusal


def _tell(done: "asyncio.Future[None]", error: Exception | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
