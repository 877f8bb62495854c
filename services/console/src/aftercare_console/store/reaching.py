"""What is known of texts to staff, and of answers from them."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_console.domain.rota_warnings import Evidence, Standing
from aftercare_console.tables import staff, timeline
from aftercare_contracts import (
    CallAnswered,
    MessageDelivered,
    MessageFailed,
    StaffRegistered,
    StaffReplyReceived,
)

_TOPICS = {
    StaffRegistered.topic: "changed_at",
    MessageDelivered.topic: "arrived_at",
    MessageFailed.topic: "failed_at",
    StaffReplyReceived.topic: "answered_at",
    CallAnswered.topic: "answered_at",
}


async def standings(connection: AsyncConnection, clinic_id: str) -> Mapping[UUID, Standing]:
    """Whether each member of a clinic's staff can be reached."""
    numbers = select(staff.c.staff_id, staff.c.number).where(staff.c.clinic_id == clinic_id)
    known = {row.staff_id: row.number is not None for row in await connection.execute(numbers)}
    query = (
        select(timeline.c.staff_id, timeline.c.topic, func.max(timeline.c.at).label("at"))
        .where(timeline.c.staff_id.in_(known), timeline.c.topic.in_(_TOPICS))
        .group_by(timeline.c.staff_id, timeline.c.topic)
    )
    evidence = {one: Evidence(has_number=has_number) for one, has_number in known.items()}
    for row in await connection.execute(query.order_by("at")):
        evidence[row.staff_id] = replace(evidence[row.staff_id], **{_TOPICS[row.topic]: row.at})
    return {one: found.standing() for one, found in evidence.items()}
