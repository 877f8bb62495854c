"""How far cases have come."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_escalations.domain.measuring import Course
from aftercare_escalations.tables import courses


class Courses:
    """Courses of cases, in one unit of work that has locked the case."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, case_id: UUID, opened_at: datetime) -> Course:
        """The course of a case; one of which nothing is kept was reported when it was opened."""
        query = select(courses).where(courses.c.case_id == case_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return Course(case_id=case_id, reported_at=opened_at) if row is None else Course(**row)

    async def keep(self, course: Course) -> None:
        """Write how far a case has come."""
        row = asdict(course)
        statement = insert(courses).values(row)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=["case_id"], set_=row))
