"""What clinics do about a case of each level."""

from sqlalchemy import RowMapping, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_console.tables import policies
from aftercare_contracts import PoliciesChanged


class Policies:
    """Policies of clinics, as rows of one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def change(self, event: PoliciesChanged) -> None:
        """Keep a clinic's policies, unless newer ones are kept already."""
        row = event.model_dump(mode="json", include=set(policies.c.keys()))
        statement = insert(policies).values(row)
        newer = policies.c.revision < event.revision
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["clinic_id"], set_=row, where=newer)
        )

    async def of(self, clinic_id: str) -> RowMapping | None:
        """A clinic's policies, or none when it has set none."""
        query = select(policies).where(policies.c.clinic_id == clinic_id)
        return (await self._connection.execute(query)).mappings().one_or_none()
