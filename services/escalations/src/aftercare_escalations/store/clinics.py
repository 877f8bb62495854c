"""What the clinics have decided about themselves."""

from collections.abc import Mapping
from datetime import datetime

import structlog
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Table, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_chassis.holidays import closed_days
from aftercare_contracts import ClinicConfigured, Hours, Level, PoliciesChanged, Roster, RotaChanged
from aftercare_escalations.domain.clinic import Clinic, Rota, rota_now
from aftercare_escalations.domain.policy import POLICIES, Policy, policies_of
from aftercare_escalations.tables import clinics, policies, rotas

_log = structlog.get_logger()
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
        await self._keep_newest(
            rotas, row | {"ladder": list(event.ladder), "roster": event.roster.model_dump(mode="json")}
        )

    async def change_policies(self, event: PoliciesChanged) -> None:
        """Keep a clinic's policies, unless newer ones are kept already."""
        row = event.model_dump(include={"clinic_id", "revision"})
        kept = _POLICIES.dump_python(dict(policies_of(event.policies)), mode="json")
        await self._keep_newest(policies, row | {"policies": kept})

    async def clinic(self, clinic_id: str) -> Clinic:
        """A clinic, or one of defaults when it has not been heard of."""
        query = select(clinics).where(clinics.c.clinic_id == clinic_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        agreed, roster = await self._policies(clinic_id), await self._roster(clinic_id)
        if row is None:
            return Clinic(policies=agreed, roster=roster)
        names = ("name", "timezone", "language", "emergency_number")
        settings = {name: row[name] for name in names}
        hours = Hours.model_validate(row["hours"])
        closed = closed_days(hours, row["country"], row["region"])
        return Clinic(hours=hours, closed=closed, policies=agreed, roster=roster, **settings)

    async def rota(self, clinic_id: str, clinic: Clinic, now: datetime) -> Rota:
        """Whoever is to be paged in a clinic now, or nobody."""
        query = select(rotas.c.ladder, rotas.c.page_wait).where(rotas.c.clinic_id == clinic_id)
        row = (await self._connection.execute(query)).one_or_none()
        return Rota() if row is None else rota_now(clinic, tuple(row.ladder), row.page_wait, now)

    async def _policies(self, clinic_id: str) -> Mapping[Level, Policy]:
        """What is done about each level; what cannot be read has its default, as no concern waits for it."""
        query = select(policies.c.policies).where(policies.c.clinic_id == clinic_id)
        kept = (await self._connection.execute(query)).scalar()
        try:
            return POLICIES if kept is None else {**POLICIES, **_POLICIES.validate_python(kept)}
        except ValidationError:
            _log.error("policies-unreadable", clinic_id=clinic_id)
            return POLICIES

    async def _roster(self, clinic_id: str) -> Roster:
        """Who is on call when; where it cannot be read nobody is, and the fallback is paged."""
        query = select(rotas.c.roster).where(rotas.c.clinic_id == clinic_id)
        kept = (await self._connection.execute(query)).scalar()
        try:
            return Roster() if kept is None else Roster.model_validate(kept)
        except ValidationError:
            _log.error("roster-unreadable", clinic_id=clinic_id)
            return Roster()

    async def _keep_newest(self, table: Table, row: dict[str, object]) -> None:
        statement = insert(table).values(row)
        newer = table.c.revision < statement.excluded.revision
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["clinic_id"], set_=row, where=newer)
        )
