"""The door to a service's own database."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine


def engine(url: str, *, pool: int) -> AsyncEngine:
    """An engine with a fixed pool: it connects when first used, and its errors hide the values."""
    return create_async_engine(
        url,
        pool_size=pool,
        max_overflow=0,
        pool_timeout=10,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"timeout": 5, "command_timeout": 20},
    )


async def reachable(connected: AsyncEngine) -> bool:
    """Whether a statement comes back; raises what the driver raises."""
    async with connected.connect() as connection:
        await connection.execute(text("select 1"))
    return True
