"""Publishes what the outbox holds, and never gives up."""

import asyncio
import time
from contextlib import suppress

import structlog

from aftercare_chassis import metrics, outbox
from aftercare_chassis.publisher import Publisher
from aftercare_chassis.unit_of_work import Works

_BATCH = 500
_POLL = 1.0  # seconds: what another process left behind waits no longer than this
_PAUSE = 0.5  # seconds after a failure
_log = structlog.get_logger()


class Relay:
    """One per process; several processes of a service share the rows between them."""

    def __init__(self, works: Works, publisher: Publisher) -> None:
        self._works = works
        self._publisher = publisher
        self._woken = asyncio.Event()
        self._careful = False
        self.ran_at = time.monotonic()  # the last time that a round went well
        self.looked_at = time.monotonic()  # the last time that one began

    def wake(self) -> None:
        """Look at once: something has been said."""
        self._woken.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self.looked_at = time.monotonic()
            try:
                more = await self.round()
            except Exception as error:  # noqa: BLE001 - whatever it is, it must be published some day
                _log.warning("relay-failed", error=type(error).__name__)
                await self._measure()
                await asyncio.sleep(_PAUSE)
                continue
            if not more:
                await self._measure()
                await self._wait()

    async def round(self) -> bool:
        """Publish one batch; true when there may be more to publish at once."""
        self._woken.clear()
        limit = 1 if self._careful else _BATCH
        async with self._works.engine.begin() as connection:
            letters = await outbox.claim(connection, limit)
            published = await self._publisher.publish_all(list(letters.values()))
            confirmed = [row for row, good in zip(letters, published, strict=True) if good]
            failed = [row for row, good in zip(letters, published, strict=True) if not good]
            # One message may close the channel under all others: then each goes alone, and it is put off.
            self._careful = len(failed) > 1 and not confirmed if limit > 1 else bool(letters)
            put_off = [] if limit > 1 and self._careful else failed
            await outbox.settle(connection, published=confirmed, failed=put_off)
        self._count(len(confirmed), len(failed))
        return self._careful or (len(letters) == limit and not failed)

    async def _measure(self) -> None:
        """Show how old the oldest letter is, most of all while none can be published."""
        with suppress(Exception):  # a database that is away shows elsewhere
            async with self._works.engine.connect() as connection:
                metrics.OUTBOX_AGE.set(await outbox.oldest_age(connection))

    def _count(self, published: int, failed: int) -> None:
        self.ran_at = time.monotonic()
        metrics.RELAY_RUN_AT.set_to_current_time()
        metrics.PUBLISHED.inc(published)
        if failed:
            _log.warning("events-not-confirmed", count=failed)

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(_POLL):
                await self._woken.wait()
        except TimeoutError:
            return
