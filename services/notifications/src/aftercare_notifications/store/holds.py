"""Senders and accounts that wait while nothing can be sent from them."""

from sqlalchemy import delete, func, literal_column, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_notifications.domain.sending import Lane
from aftercare_notifications.tables import holds

# Real time until the carrier is tried again: each try with a bad account may cost a batch of texts.
_SPANS = {Lane.URGENT: "interval '1 minute'", Lane.PROMPT: "interval '10 minutes'"}


async def hold(connection: AsyncConnection, whose: str, code: int) -> None:
    """Let both lanes of a sender, or of an account, wait before the carrier is tried again."""
    for lane, span in _SPANS.items():
        values = {"code": code, "until": func.now() + literal_column(span)}
        await connection.execute(
            insert(holds)
            .values(lane=lane, whose=whose, **values)
            .on_conflict_do_update(index_elements=["lane", "whose"], set_=values)
        )


async def lift(connection: AsyncConnection, whose: str) -> None:
    """Something got through: what is refused from here again is refused for its own sake."""
    await connection.execute(delete(holds).where(holds.c.whose == whose))


async def works_again(connection: AsyncConnection, whose: str) -> bool:
    """Whether something has got through since a sender was held the last time."""
    query = select(holds.c.whose).where(holds.c.whose == whose)
    return (await connection.execute(query.limit(1))).scalar() is None


async def held(connection: AsyncConnection, lane: Lane) -> frozenset[str]:
    """The addresses and the accounts that wait in a lane."""
    query = select(holds.c.whose).where(holds.c.lane == lane, holds.c.until > func.now())
    return frozenset((await connection.execute(query)).scalars())
