"""What the clinics have decided about themselves."""

from collections.abc import Mapping

from pydantic import TypeAdapter
from sqlalchemy import Table, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_contracts import ClinicConfigured, Hours, Level, PoliciesChanged, RotaChanged
from aftercare_escalations.domain.clinic import Clinic, Rota
from aftercare_escalations.domain.policy import POLICIES, Policy, policies_of
from aftercare_escalations.tables import clinics, policies, rotas

_POLICIES = TypeAdapter(dict[Level, Policy])


class Clinics:
    """Settings and rotas of clinics, in one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def configure(self, event: ClinicConfigured) -> None:
        """Keep a clinic's settings, unless newer ones are kept already."""
        row = event.model_dump(include=set(clinics.c.keys()) - {"hours"})
        await self._keep_newest(clinics, row | {"hours": event.hours.model_dump(mode="json")})

    async def change_rota(self, event: RotaChanged) -> None:
        """Keep a clinic's rota, unless a newer one is kept already."""
        row = event.model_dump(include=set(rotas.c.keys()))
        await self._keep_newest(rotas, row | {"ladder": list(event.ladder)})

    async def change_policies(self, event: PoliciesChanged) -> None:
        """Keep a clinic's policies, unless newer ones are kept already."""
        row = event.model_dump(include={"clinic_id", "revision"})
        kept = _POLICIES.dump_python(dict(policies_of(event.policies)), mode="json")
        await self._keep_newest(policies, row | {"policies": kept})

    async def clinic(self, clinic_id: str) -> Clinic:
        """A clinic, or one of defaults when it has not been heard of."""
        query = select(clinics).where(clinics.c.clinic_id == clinic_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        agreed = await self._policies(clinic_id)
        if row is None:
            return Clinic(policies=agreed)
        names = ("name", "timezone", "language", "emergency_number")
        settings = {name: row[name] for name in names}
        return Clinic(hours=Hours.model_validate(row["hours"]), policies=agreed, **settings)

    async def rota(self, clinic_id: str) -> Rota:
        """A clinic's rota, or an empty one."""
        query = select(rotas).where(rotas.c.clinic_id == clinic_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return Rota() if row is None else Rota(ladder=tuple(row["ladder"]), page_wait=row["page_wait"])

    async def _policies(self, clinic_id: str) -> Mapping[Level, Policy]:
        query = select(policies.c.policies).where(policies.c.clinic_id == clinic_id)
        kept = (await self._connection.execute(query)).scalar()
        return POLICIES if kept is None else _POLICIES.validate_python(kept)

    async def _keep_newest(self, table: Table, row: dict[str, object]) -> None:
        statement = insert(table).values(row)
        newer = table.c.revision < statement.excluded.revision
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["clinic_id"], set_=row, where=newer)
        )
