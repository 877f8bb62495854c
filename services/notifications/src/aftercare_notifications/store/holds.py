"""Lanes that wait while nothing can be sent."""

from sqlalchemy import ColumnElement, exists, func, literal_column
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_notifications.domain.sending import Lane
from aftercare_notifications.tables import holds

# Real time until the carrier is tried again: each try with a bad account may cost a batch of texts.
_SPANS = {Lane.URGENT: "interval '1 minute'", Lane.PROMPT: "interval '10 minutes'"}


async def hold(connection: AsyncConnection, code: int) -> None:
    """Let both lanes wait before the carrier is tried again."""
    for lane, span in _SPANS.items():
        values = {"code": code, "until": func.now() + literal_column(span)}
        await connection.execute(
            insert(holds)
            .values(lane=lane, **values)
            .on_conflict_do_update(index_elements=["lane"], set_=values)
        )


def held(lane: object) -> ColumnElement[bool]:
    """Whether a lane waits."""
    return exists().where(holds.c.lane == lane, holds.c.until > func.now())
