"""What is yet to be said: written with the business rows, published later by the relay."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_chassis import tracing
from aftercare_chassis.tables import outbox
from aftercare_contracts import Event

_BACKOFF = text("now() + least(power(2, least(outbox.attempts, 6)), 60) * interval '1 second'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An event as it goes over the wire, with the trace it belongs to."""

    event_id: UUID
    topic: str
    correlation_id: UUID
    body: str
    headers: dict[str, str]


def letter(event: Event) -> Letter:
    """Seal an event, under the trace of the moment."""
    return Letter(
        event_id=event.event_id,
        topic=event.topic,
        correlation_id=event.correlation_id,
        body=event.model_dump_json(),
        headers=tracing.carried(),
    )


async def post(connection: AsyncConnection, letters: Sequence[Letter]) -> None:
    """Write letters for the relay, all in one statement."""
    if letters:
        await connection.execute(insert(outbox), [_row(one) for one in letters])


async def claim(connection: AsyncConnection, limit: int) -> dict[int, Letter]:
    """Up to `limit` letters that nobody else is publishing, oldest first, by row id."""
    query = (
        select(outbox)
        .where(outbox.c.not_before <= func.now())
        .order_by(outbox.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = (await connection.execute(query)).mappings()
    return {row["id"]: Letter(**{name: row[name] for name in Letter.__slots__}) for row in rows}


async def settle(connection: AsyncConnection, *, published: Sequence[int], failed: Sequence[int]) -> None:
    """Forget what the broker has confirmed, and put the rest off by a second, doubling up to a minute."""
    if published:
        await connection.execute(delete(outbox).where(outbox.c.id.in_(published)))
    if failed:
        await connection.execute(
            update(outbox)
            .where(outbox.c.id.in_(failed))
            .values(attempts=outbox.c.attempts + 1, not_before=_BACKOFF)
        )


async def oldest_age(connection: AsyncConnection) -> float:
    """Age in seconds of the oldest letter that is not published, or 0."""
    age = func.extract("epoch", func.now() - outbox.c.created_at)
    query = select(age).order_by(outbox.c.id).limit(1)
    return float((await connection.execute(query)).scalar() or 0.0)


def _row(one: Letter) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Letter.__slots__}
