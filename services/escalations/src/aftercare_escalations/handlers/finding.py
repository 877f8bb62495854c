"""Finding the case that an event is about."""

from uuid import UUID

from aftercare_chassis import Refused, UnitOfWork
from aftercare_contracts import Event
from aftercare_escalations.domain.case import Case
from aftercare_escalations.store import Cases


async def case_locked(case_id: UUID, event: Event, work: UnitOfWork) -> Case:
    """A case of the event's clinic, locked until the unit of work ends; refuses an event about any other."""
    case = await Cases(work).get(case_id)
    if case is None or case.clinic_id != event.clinic_id:
        raise Refused(f"there is no case {case_id}")
    return case
