"""Which case a code names."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_escalations.domain.codes import candidates
from aftercare_escalations.tables import codes

_REST = timedelta(days=30)  # after a case is closed, before another may have its code


class Codes:
    """Codes of cases, in one unit of work; a link has the code alone, so no two clinics share one."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def give(self, clinic_id: str, case_id: UUID, now: datetime) -> str:
        """A code that no case has or had lately; raises LookupError when all that were tried are taken."""
        for code in candidates(case_id):
            statement = insert(codes).values(clinic_id=clinic_id, code=code, case_id=case_id)
            free = statement.on_conflict_do_update(
                index_elements=["code"],
                set_={"clinic_id": clinic_id, "case_id": case_id, "free_at": None},
                where=or_(codes.c.free_at <= now, codes.c.case_id == case_id),
            )
            if (await self._connection.execute(free.returning(codes.c.code))).scalar() is not None:
                return code
        raise LookupError(f"no code is free for case {case_id}")

    async def case_id(self, clinic_id: str, code: str) -> UUID | None:
        """The case that has, or was the last to have, a code."""
        query = select(codes.c.case_id).where(codes.c.clinic_id == clinic_id, codes.c.code == code)
        found: UUID | None = (await self._connection.execute(query)).scalar()
        return found

    async def release(self, case_id: UUID, now: datetime) -> None:
        """Let another case have this one's code once it has rested."""
        statement = update(codes).where(codes.c.case_id == case_id).values(free_at=now + _REST)
        await self._connection.execute(statement)
