"""Somebody answers a test page, by text or by a key in the call: any answer shows that pages reach them."""

from uuid import UUID

from aftercare_chassis import UnitOfWork
from aftercare_contracts import CallAnswered, Event, StaffReplyReceived
from aftercare_escalations.domain.drill import Drill
from aftercare_escalations.domain.links import Links
from aftercare_escalations.domain.replies import NotUnderstood, Understood
from aftercare_escalations.drill_messages import DrillWriter
from aftercare_escalations.store import Clinics, Codes, Drills


async def answers_drill(
    event: StaffReplyReceived, read: Understood | NotUnderstood, work: UnitOfWork, *, alone: bool,
    links: Links,
) -> bool:  # fmt: skip
    """Whether a text answers the test page: with its code, or plainly while no case waits for the writer."""
    drill = await Drills(work.connection).newest(event.clinic_id)
    if drill is None or drill.staff_id != event.staff_id:
        return False
    plainly = alone and read.code is None and isinstance(read, Understood) and drill.answered_at is None
    if read.code != drill.code and not plainly:
        return False
    await _answered(drill, event, work, links)
    return True


async def presses_for_drill(call_id: UUID, event: CallAnswered, work: UnitOfWork, *, links: Links) -> bool:
    """Whether a key was pressed in the call of a test page."""
    drill = await Drills(work.connection).of_call(call_id)
    if drill is None:
        return False
    await _answered(drill, event, work, links)
    return True


async def _answered(drill: Drill, event: Event, work: UnitOfWork, links: Links) -> None:
    if drill.answered_at is not None:
        return
    await Drills(work.connection).change(drill.drill_id, answered_at=event.occurred_at)
    await Codes(work.connection).release(drill.drill_id, work.now)
    clinic = await Clinics(work.connection).clinic(drill.clinic_id)
    DrillWriter(drill=drill, clinic=clinic, links=links, work=work).thank()
