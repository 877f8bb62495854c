"""What scheduling does when nobody asks."""

from sqlalchemy import RowMapping

from aftercare_chassis import Job, UnitOfWork, closed_days, in_one_unit
from aftercare_contracts import CheckinDropped, CheckinDue, DropReason, Hours, Milestone
from aftercare_scheduling.domain.milestones import Ask, TooLate, Wait, when_due
from aftercare_scheduling.store import Store

_BATCH = 500


async def dispatch_due(work: UnitOfWork) -> bool:
    """Say once of each milestone whose moment has come that it is due, or why it will not be."""
    store = Store(work.connection)
    due = await store.claim_due(work.now, _BATCH)
    await store.settle([_decide(row, work) for row in due])
    return len(due) == _BATCH


def _decide(row: RowMapping, work: UnitOfWork) -> dict[str, object]:
    hours = Hours.model_validate(row["hours"])
    closed = closed_days(hours, row["country"], row["region"])
    identity = {"checkin_id": row["checkin_id"]}
    moment = {"expires_at": row["expires_at"], "timezone": row["timezone"]}
    match when_due(work.now, hours=hours, closed=closed, **moment):
        case Ask():
            work.say(_due(row, work))
            return identity | {"state": "asked", "reason": None, "due_at": row["due_at"]}
        case Wait(until):
            return identity | {"state": "planned", "reason": None, "due_at": until}
        case TooLate():
            work.say(_too_late(row, work))
            return identity | {"state": "dropped", "reason": DropReason.TOO_LATE, "due_at": row["due_at"]}


def _due(row: RowMapping, work: UnitOfWork) -> CheckinDue:
    return CheckinDue(
        event_id=work.new_id(),
        clinic_id=row["clinic_id"],
        occurred_at=work.now,
        correlation_id=row["procedure_id"],
        checkin_id=row["checkin_id"],
        procedure_id=row["procedure_id"],
        patient_id=row["patient_id"],
        session=row["session"],
        milestone=Milestone(row["milestone"]),
        language=row["language"],
        due_at=row["due_at"],
        expires_at=row["expires_at"],
    )


def _too_late(row: RowMapping, work: UnitOfWork) -> CheckinDropped:
    return CheckinDropped(
        event_id=work.new_id(),
        clinic_id=row["clinic_id"],
        occurred_at=work.now,
        correlation_id=row["procedure_id"],
        checkin_id=row["checkin_id"],
        procedure_id=row["procedure_id"],
        patient_id=row["patient_id"],
        milestone=Milestone(row["milestone"]),
        reason=DropReason.TOO_LATE,
    )


JOBS = (Job(name="dispatch-due", run=in_one_unit(dispatch_due)),)
