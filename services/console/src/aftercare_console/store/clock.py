"""The real time, which the clock of a trial may have left behind."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection


async def real_time(connection: AsyncConnection) -> int:
    """The Unix time by PostgreSQL's clock."""
    return int((await connection.execute(select(func.extract("epoch", func.now())))).scalar_one())
