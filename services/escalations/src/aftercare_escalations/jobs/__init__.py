"""What escalations does when nobody asks."""

from functools import partial
from uuid import UUID, uuid5

import structlog
from prometheus_client import Gauge

from aftercare_chassis import Job, UnitOfWork, Works, in_one_unit, metrics
from aftercare_chassis.failures import heals
from aftercare_escalations.domain.ladder import due
from aftercare_escalations.domain.links import Links
from aftercare_escalations.effects import settle
from aftercare_escalations.gateways.heartbeat import Heartbeat
from aftercare_escalations.handlers import CALL_DUE, PAGE_DUE
from aftercare_escalations.jobs.calling import call_due
from aftercare_escalations.jobs.drilling import drill, plan_of
from aftercare_escalations.jobs.silence import PAGE_SILENT, page_silent
from aftercare_escalations.jobs.watching import Watchdog
from aftercare_escalations.messages import links_of
from aftercare_escalations.settings import EscalationsSettings
from aftercare_escalations.store import Cases, Clinics
from aftercare_escalations.store.counts import count

DRILL, WATCHDOG = "drill", "watchdog"
_BATCH = 200
_ASKING = UUID("2c0e5f0b-93d5-4bfc-9a4e-0a1d6a3a7c55")
OPEN = Gauge("aftercare_cases", "Cases that are not closed", ["state"])
NOBODY_ON_CALL = Gauge("aftercare_cases_nobody_on_call", "Cases to be paged where the rota names nobody")
OVERDUE = Gauge(
    "aftercare_cases_overdue_seconds", "How long the longest overdue case has waited for its page"
)
_log = structlog.get_logger()


async def page_due(works: Works, *, links: Links) -> bool:
    """Page, ask or re-open each case whose moment has come, each in a unit of work of its own.

    A case that cannot be handled, for whatever reason, keeps nobody else from being paged.
    """
    async with works.begin() as work:
        case_ids = await Cases(work).due_ids(_BATCH)
    handled = [await _handled(case_id, works, links) for case_id in case_ids]
    return len(case_ids) == _BATCH and all(handled)


async def _handled(case_id: UUID, works: Works, links: Links) -> bool:
    try:
        async with works.begin() as work:
            await _advance(case_id, work, links)
    except Exception as error:
        if heals(error):
            raise
        metrics.JOB_FAILED.labels(PAGE_DUE).inc()
        _log.error("case-not-advanced", case_id=str(case_id), error=type(error).__name__)
        return False
    return True


async def _advance(case_id: UUID, work: UnitOfWork, links: Links) -> None:
    case = await Cases(work).claim_due(case_id)
    if case is None:
        return
    clinics = Clinics(work.connection)
    clinic = await clinics.clinic(case.clinic_id)
    rota = await clinics.rota(case.clinic_id, clinic, work.now)
    cause = uuid5(_ASKING, f"{case.case_id}/{case.due_at}")
    await settle(due(case, rota, clinic, work.now), work, links=links, cause=cause)


async def watch(work: UnitOfWork) -> bool:
    """Show how many cases wait, and whether anybody can be paged about them."""
    counts = await count(work.connection, work.now)
    OPEN.labels("open").set(counts.open)
    OPEN.labels("taken").set(counts.taken)
    NOBODY_ON_CALL.set(counts.nobody_on_call)
    OVERDUE.set(counts.overdue.total_seconds())
    return False


def jobs(settings: EscalationsSettings, heartbeat: Heartbeat | None = None) -> tuple[Job, ...]:
    """All that is done by itself."""
    return (
        Job(name=PAGE_DUE, run=partial(page_due, links=links_of(settings))),
        Job(name=CALL_DUE, run=partial(call_due, links=links_of(settings))),
        Job(name=PAGE_SILENT, run=partial(page_silent, settings=settings)),
        Job(name="watch-cases", run=in_one_unit(watch)),
        Job(
            name=DRILL,
            run=in_one_unit(partial(drill, plan=plan_of(settings), links=links_of(settings))),
        ),
        Job(name=WATCHDOG, run=Watchdog(settings, heartbeat).run),
    )
