"""How much each sender may send now, one bucket for all replicas."""

from datetime import timedelta

from sqlalchemy import ColumnElement, Float, extract, func, literal
from sqlalchemy.dialects.postgresql import insert

from aftercare_chassis import UnitOfWork
from aftercare_notifications.domain.pace import Pace
from aftercare_notifications.tables import paces


class Paces:
    """Rows of one unit of work: keep it short, for a bucket is everybody's."""

    def __init__(self, work: UnitOfWork) -> None:
        self._connection = work.connection

    async def take(self, sender: str, pace: Pace, at_most: int) -> tuple[int, float]:
        """Take up to so many segments from the bucket; how many there were, and what is left."""
        level = _level(pace)
        granted = func.greatest(0, func.least(at_most, func.floor(level)))
        full = min(at_most, int(pace.burst))
        values = {"level": pace.burst - full, "granted": full, "filled_at": func.now()}
        statement = insert(paces).values(sender=sender, **values)
        changes = {"level": level - granted, "granted": granted, "filled_at": _later()}
        statement = statement.on_conflict_do_update(index_elements=["sender"], set_=changes)
        row = (await self._connection.execute(statement.returning(paces.c.granted, paces.c.level))).one()
        return int(row.granted), float(row.level)

    async def charge(self, sender: str, pace: Pace, segments: int) -> None:
        """What went beyond what was taken, or (below nothing) was taken and not sent."""
        await self._set(sender, pace, _level(pace) - segments, first=pace.burst - segments)

    async def pause(self, sender: str, pace: Pace, asked: timedelta) -> None:
        """The carrier asks for a pause."""
        debt = pace.debt(asked)
        await self._set(sender, pace, func.least(_level(pace), debt), first=debt)

    async def _set(self, sender: str, pace: Pace, level: ColumnElement[float], *, first: float) -> None:
        statement = insert(paces).values(
            sender=sender, level=min(first, pace.burst), granted=0, filled_at=func.now()
        )
        changes = {"level": func.least(level, pace.burst), "filled_at": _later()}
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["sender"], set_=changes)
        )


def _level(pace: Pace) -> ColumnElement[float]:
    """The level with what has flowed in since; `now()` is one moment in the whole statement."""
    seconds = func.greatest(0, extract("epoch", func.now() - paces.c.filled_at))
    return func.least(literal(pace.burst, Float), paces.c.level + seconds * pace.rate, type_=Float)


def _later() -> ColumnElement[object]:
    """Another replica, whose transaction began later, may have been here before."""
    return func.greatest(paces.c.filled_at, func.now())
