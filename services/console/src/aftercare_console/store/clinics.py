"""Clinics, and who works in them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_console.tables import clinics, staff
from aftercare_contracts import ClinicConfigured, StaffRegistered


async def lock(connection: AsyncConnection, *names: str) -> None:
    """Wait until nobody else changes what goes by these names, and keep it so to the end of the unit."""
    for name in names:
        statement = text("select pg_advisory_xact_lock(hashtextextended(:name, 0))")
        await connection.execute(statement, {"name": name})


class Clinics:
    """Clinics and staff, as rows of one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def configure(self, event: ClinicConfigured) -> None:
        """Keep a clinic's settings, unless newer ones are kept already."""
        row = event.model_dump(mode="json", include=set(clinics.c.keys()))
        statement = insert(clinics).values(row)
        newer = clinics.c.revision < event.revision
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["clinic_id"], set_=row, where=newer)
        )

    async def clinic(self, clinic_id: str) -> RowMapping | None:
        """A clinic, or none."""
        query = select(clinics).where(clinics.c.clinic_id == clinic_id)
        return (await self._connection.execute(query)).mappings().one_or_none()

    async def all(self) -> dict[str, RowMapping]:
        """All clinics, by their ids."""
        rows = (await self._connection.execute(select(clinics))).mappings()
        return {row["clinic_id"]: row for row in rows}

    async def register_staff(self, event: StaffRegistered, reference: str | None = None) -> None:
        """Keep a member of staff, unless a newer contact is kept already or they have left."""
        row = event.model_dump(include=set(staff.c.keys()))
        named: Mapping[str, Any] = {} if reference is None else {"reference": reference}
        newer = (staff.c.revision < event.revision) & staff.c.forgotten_at.is_(None)
        statement = insert(staff).values({**row, **named})
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["staff_id"], set_={**row, **named}, where=newer)
        )

    async def forget_staff(self, staff_id: UUID, clinic_id: str, now: datetime) -> None:
        """Erase a number; the name stays, as the record must say who took a case."""
        gone = {"number": None, "forgotten_at": func.coalesce(staff.c.forgotten_at, now)}
        row = {"staff_id": staff_id, "clinic_id": clinic_id, "revision": 0, "forgotten_at": now}
        await self._connection.execute(
            insert(staff).values(row).on_conflict_do_update(index_elements=["staff_id"], set_=gone)
        )

    async def member(self, staff_id: UUID) -> RowMapping | None:
        """A member of staff, or none."""
        query = select(staff).where(staff.c.staff_id == staff_id)
        return (await self._connection.execute(query)).mappings().one_or_none()

    async def members(self, clinic_id: str) -> Sequence[RowMapping]:
        """The staff of a clinic who have not left, by name."""
        query = select(staff).where(staff.c.clinic_id == clinic_id, staff.c.forgotten_at.is_(None))
        return (await self._connection.execute(query.order_by(staff.c.name))).mappings().all()

    async def everybody(self, clinic_id: str) -> dict[UUID, RowMapping]:
        """The staff of a clinic by their ids, those who left among them."""
        rows = (
            await self._connection.execute(select(staff).where(staff.c.clinic_id == clinic_id))
        ).mappings()
        return {row["staff_id"]: row for row in rows}

    async def staff_names(self) -> dict[UUID, str]:
        """The names of all staff, those who left among them."""
        rows = await self._connection.execute(select(staff.c.staff_id, staff.c.name))
        return {row.staff_id: row.name for row in rows if row.name is not None}
