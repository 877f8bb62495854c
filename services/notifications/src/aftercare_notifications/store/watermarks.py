"""Up to when the carrier's lists have been read."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from aftercare_chassis import UnitOfWork
from aftercare_notifications.domain.recovery import Watermark
from aftercare_notifications.tables import watermarks


class Watermarks:
    """Rows of one unit of work."""

    def __init__(self, work: UnitOfWork) -> None:
        self._connection = work.connection

    async def of(self, name: str) -> Watermark:
        """How far a list has been read, and the real time."""
        until = select(watermarks.c.until).where(watermarks.c.name == name).scalar_subquery()
        row = (await self._connection.execute(select(until.label("until"), func.now().label("now")))).one()
        return Watermark(until=row.until, now=row.now)

    async def move(self, name: str, until: datetime) -> None:
        """A list has been read up to a moment."""
        row = {"name": name, "until": until}
        statement = insert(watermarks).values(row)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["name"], set_={"until": until})
        )
