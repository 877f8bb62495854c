"""What a service does when nobody asks: APScheduler is the ticker, rows in PostgreSQL are the truth."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from aftercare_chassis import metrics
from aftercare_chassis.supervision import endless
from aftercare_chassis.unit_of_work import UnitOfWork, Works

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Runs at each tick and whenever it is woken; `run` says whether there is more to do at once."""

    name: str
    run: Callable[[Works], Awaitable[bool]]


def in_one_unit(run: Callable[[UnitOfWork], Awaitable[bool]]) -> Callable[[Works], Awaitable[bool]]:
    """A job whose round is one unit of work."""

    async def round_of_work(works: Works) -> bool:
        async with works.begin() as work:
            return await run(work)

    return round_of_work


class Ticker:
    """Wakes each job every `seconds`; one round of a job runs at a time."""

    def __init__(self, jobs: Sequence[Job], works: Works, *, seconds: float) -> None:
        self._jobs = jobs
        self._works = works
        self._seconds = seconds
        self._woken = {job.name: asyncio.Event() for job in jobs}
        self.ran_at = {job.name: time.monotonic() for job in jobs}  # the last rounds that went well
        self.looked_at = dict(self.ran_at)  # the last that began
        for name, woken in self._woken.items():
            works.on_wake(name, woken.set)

    async def run(self) -> None:
        """Work until cancelled."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        for woken in self._woken.values():
            scheduler.add_job(
                _set(woken), "interval", seconds=self._seconds,
                misfire_grace_time=None, coalesce=True, max_instances=1,
            )  # fmt: skip
        scheduler.start()
        try:
            async with asyncio.TaskGroup() as tasks:
                for job in self._jobs:
                    tasks.create_task(endless(self._keep_running(job)))
                await asyncio.Event().wait()
        finally:
            scheduler.shutdown(wait=False)

    async def _keep_running(self, job: Job) -> None:
        woken = self._woken[job.name]
        while True:
            await self._next(woken)
            woken.clear()
            self.looked_at[job.name] = time.monotonic()
            try:
                while await job.run(self._works):
                    self._came_round(job)
            except Exception as error:  # noqa: BLE001 - the rows are still there for the next round
                metrics.JOB_FAILED.labels(job.name).inc()
                _log.warning("job-failed", job=job.name, error=type(error).__name__)
                await asyncio.sleep(self._seconds)
            else:
                self._came_round(job)

    async def _next(self, woken: asyncio.Event) -> None:
        # APScheduler reads the wall clock and falls silent when it is set back; this does not.
        try:
            async with asyncio.timeout(3 * self._seconds):
                await woken.wait()
        except TimeoutError:
            return

    def _came_round(self, job: Job) -> None:
        self.ran_at[job.name] = self.looked_at[job.name] = time.monotonic()
        metrics.JOB_RUN_AT.labels(job.name).set_to_current_time()


def _set(woken: asyncio.Event) -> Callable[[], Awaitable[None]]:
    async def tick() -> None:
        woken.set()

    return tick
