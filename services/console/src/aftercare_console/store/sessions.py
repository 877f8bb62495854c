"""Who is signed in."""

import hashlib
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_console.tables import sessions

LIFE = timedelta(hours=12)  # of the database's clock: a trial that runs the days fast keeps its sign-in


class Sessions:
    """Sign-ins, as rows of one unit of work; only a digest of what the browser holds is kept."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open(self, secret: str) -> None:
        """Keep a new sign-in for 12 hours."""
        row = {"digest": _digest(secret), "expires_at": func.now() + LIFE}
        await self._connection.execute(insert(sessions).values(row))

    async def valid(self, secret: str) -> bool:
        """Whether this is a sign-in that is not over."""
        query = select(sessions.c.digest).where(
            sessions.c.digest == _digest(secret), sessions.c.expires_at > func.now()
        )
        return (await self._connection.execute(query)).scalar() is not None

    async def sweep(self) -> None:
        """Forget those that are over."""
        await self._connection.execute(delete(sessions).where(sessions.c.expires_at <= func.now()))

    async def close(self, secret: str) -> None:
        """End a sign-in."""
        await self._connection.execute(delete(sessions).where(sessions.c.digest == _digest(secret)))


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
