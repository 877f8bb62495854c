"""What has been heard: an event counts once, however often it is delivered."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_chassis.failures import Contradiction
from aftercare_chassis.tables import inbox
from aftercare_contracts import Event

E_co = TypeVar("E_co", bound=Event, covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received(Generic[E_co]):
    """An event as it came, with the digest of its body and the trace it belongs to."""

    event: E_co
    digest: bytes
    headers: dict[str, str] = field(default_factory=dict)


def digest(body: bytes) -> bytes:
    """What tells one body from another under the same id."""
    return hashlib.sha256(body).digest()


async def accept(connection: AsyncConnection, arrived: Sequence[Received[Event]]) -> list[Received[Event]]:
    """Those that are new, each once; raises Contradiction when an id comes again with another body."""
    unique = {one.event.event_id: one for one in reversed(arrived)}
    _same(arrived, {key: one.digest for key, one in unique.items()})
    rows = [{"event_id": k, "topic": o.event.topic, "digest": o.digest} for k, o in unique.items()]
    statement = insert(inbox).values(rows).on_conflict_do_nothing().returning(inbox.c.event_id)
    fresh = set((await connection.execute(statement)).scalars())
    known = unique.keys() - fresh
    if known:
        query = select(inbox.c.event_id, inbox.c.digest).where(inbox.c.event_id.in_(known))
        _same(arrived, {row.event_id: row.digest for row in await connection.execute(query)})
    return [one for one in _first(arrived) if one.event.event_id in fresh]


async def refuse(connection: AsyncConnection, one: Received[Event], reason: str) -> None:
    """Record that an event was refused for good, so that it is not looked at again."""
    row = {"event_id": one.event.event_id, "topic": one.event.topic, "digest": one.digest, "refused": reason}
    await connection.execute(insert(inbox).values(row).on_conflict_do_nothing())


def _first(arrived: Iterable[Received[Event]]) -> list[Received[Event]]:
    return list({one.event.event_id: one for one in reversed(list(arrived))}.values())[::-1]


def _same(arrived: Iterable[Received[Event]], digests: dict[object, bytes]) -> None:
    for one in arrived:
        if digests.get(one.event.event_id, one.digest) != one.digest:
            raise Contradiction(one.event.event_id)
