"""Patients whom a check-in question did not reach, and who has phoned them."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import RowMapping, and_, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from aftercare_chassis import UnitOfWork
from aftercare_console.store.recording import keep
from aftercare_console.tables import patients, timeline
from aftercare_contracts import (
    MessageDelivered,
    MessageFailed,
    Party,
    PartyKind,
    PatientPhoned,
    Purpose,
    ReplyReceived,
)

_AGO = timedelta(days=35)  # the last question of a plan is asked after a month
_SHOWN = 100


async def to_phone(work: UnitOfWork) -> Sequence[RowMapping]:
    """The last question to each patient whom it did not reach, longest ago first.

    Not those who have written since, have been reached by a later question, or have been phoned.
    """
    later = timeline.alias()
    settled = select(later.c.event_id).where(
        later.c.party_id == timeline.c.party_id,
        later.c.at >= timeline.c.at,
        or_(
            later.c.topic.in_([ReplyReceived.topic, PatientPhoned.topic]),
            and_(later.c.topic == MessageDelivered.topic, later.c.body["purpose"].astext == Purpose.PROMPT),
        ),
    )
    failed = (
        select(timeline)
        .ext(distinct_on(timeline.c.party_id))
        .join(patients, patients.c.patient_id == timeline.c.party_id)
        .where(patients.c.forgotten_at.is_(None))
        .where(timeline.c.topic == MessageFailed.topic, timeline.c.at > work.now - _AGO)
        .where(timeline.c.body["purpose"].astext == Purpose.PROMPT, ~settled.exists())
        .order_by(timeline.c.party_id, timeline.c.at.desc())
        .subquery()
    )
    query = select(failed).order_by(failed.c.at).limit(_SHOWN)
    return (await work.connection.execute(query)).mappings().all()


async def phoned(work: UnitOfWork, patient: RowMapping, staff_id: UUID) -> None:
    """Say who has phoned a patient, and put it on the timeline at once."""
    event = PatientPhoned(
        event_id=work.new_id(),
        clinic_id=patient["clinic_id"],
        occurred_at=work.now,
        correlation_id=patient["patient_id"],
        party=Party(kind=PartyKind.PATIENT, id=patient["patient_id"]),
        staff_id=staff_id,
    )
    work.say(event)
    await keep(work.connection, event)
