"""The test page: sent when its day and hour have come, followed by a call, and missed with an alarm."""

import structlog

from aftercare_chassis import UnitOfWork
from aftercare_escalations.domain.drill import Drill, Plan, Step, begins_on, begun, drill_id, step
from aftercare_escalations.domain.links import Links
from aftercare_escalations.drill_messages import DrillWriter
from aftercare_escalations.settings import WEEKDAYS, EscalationsSettings
from aftercare_escalations.store import Clinics, Codes, Drills

_log = structlog.get_logger()


def plan_of(settings: EscalationsSettings) -> Plan | None:
    """Who gets a test page and when, as the operator decided, or none."""
    if settings.drill_at is None or settings.drill_staff is None or settings.drill_fallback is None:
        return None
    return Plan(
        clinic_id=settings.clinic_id,
        at=settings.drill_at,
        weekdays=frozenset(WEEKDAYS.index(day) for day in settings.drill_days.split(",")),
        staff_id=settings.drill_staff,
        fallback=settings.drill_fallback,
        wait=settings.drill_wait,
    )


async def drill(work: UnitOfWork, *, plan: Plan | None, links: Links) -> bool:
    """Begin a test page, or see to the one that is under way; nothing where there is no plan."""
    if plan is None:
        return False
    drills, clinics = Drills(work.connection), Clinics(work.connection)
    clinic = await clinics.clinic(plan.clinic_id)
    on = begins_on(plan, clinic.timezone, work.now)
    if on is not None and not await drills.has(drill_id(plan, on)):
        code = await Codes(work.connection).give(plan.clinic_id, drill_id(plan, on), work.now)
        new = begun(plan, on, code, work.now)
        if await drills.add(new):
            DrillWriter(drill=new, clinic=clinic, links=links, work=work).page()
    under_way = await drills.newest(plan.clinic_id)
    if under_way is not None:
        writer = DrillWriter(drill=under_way, clinic=clinic, links=links, work=work)
        await _go_on(under_way, plan, writer, work)
    return False


async def _go_on(under_way: Drill, plan: Plan, writer: DrillWriter, work: UnitOfWork) -> None:
    drills = Drills(work.connection)
    match step(under_way, work.now):
        case Step.CALL:
            await drills.change(under_way.drill_id, called_at=work.now)
            writer.call()
        case Step.ALARM:
            await drills.change(under_way.drill_id, missed_at=work.now)
            await Codes(work.connection).release(under_way.drill_id, work.now)
            _log.error("test-page-not-answered", drill_id=str(under_way.drill_id))
            writer.alarm(plan.fallback)
        case Step.NOTHING:
            pass
