"""Who is paged in a clinic, and saying so when it changes."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlalchemy import RowMapping, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_chassis import UnitOfWork
from aftercare_chassis.holidays import public_holidays
from aftercare_console.domain.identity import clinic_key
from aftercare_console.domain.rota import HolidayRule, Rota
from aftercare_console.tables import rota
from aftercare_contracts import Roster, RotaChanged

_RULE = TypeAdapter(HolidayRule)
_YEARS_BEFORE = timedelta(days=40)


class Rotas:
    """Rotas, as rows of one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def keep(self, event: RotaChanged, holidays: HolidayRule | None = None) -> None:
        """Keep a clinic's rota, unless a newer one is kept already."""
        row: dict[str, Any] = {
            **event.model_dump(include={"clinic_id", "revision", "page_wait"}),
            "ladder": list(event.ladder),
            "roster": event.roster.model_dump(mode="json"),
            "holidays": None if holidays is None else _RULE.dump_python(holidays, mode="json"),
        }
        statement = insert(rota).values(row)
        newer = rota.c.revision < event.revision
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["clinic_id"], set_=row, where=newer)
        )

    async def of(self, clinic_id: str) -> Rota | None:
        """A clinic's rota, or none."""
        query = select(rota).where(rota.c.clinic_id == clinic_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else _rota(row)

    async def all(self) -> dict[str, Rota]:
        """The rotas of all clinics, by their ids."""
        rows = (await self._connection.execute(select(rota))).mappings()
        return {row["clinic_id"]: _rota(row) for row in rows}


async def say(work: UnitOfWork, clinic: RowMapping, wanted: Rota) -> Rota:
    """Keep and tell a rota, unless it is the one that is kept; lock the clinic's staff before."""
    store = Rotas(work.connection)
    known = await store.of(clinic["clinic_id"])
    said = _in_the_years_to_come(wanted.without_past(work.now), clinic, work)
    if known is not None and known.same(said):
        return known
    event = RotaChanged(
        event_id=work.new_id(),
        clinic_id=clinic["clinic_id"],
        occurred_at=work.now,
        correlation_id=clinic_key(clinic["clinic_id"]),
        revision=1 if known is None else known.revision + 1,
        ladder=said.ladder,
        page_wait=said.page_wait,
        roster=said.roster,
    )
    work.say(event)
    await store.keep(event, said.holidays)
    return replace(said, revision=event.revision)


def _in_the_years_to_come(wanted: Rota, clinic: RowMapping, work: UnitOfWork) -> Rota:
    """The rota with the days its rule for holidays comes to, from a month ago to the end of next year."""
    rule = wanted.holidays
    if rule is None:
        return wanted
    since = (work.now.astimezone(ZoneInfo(clinic["timezone"])) - _YEARS_BEFORE).date()
    days = set(rule.dates)
    if rule.public and clinic["country"] is not None:
        years = range(since.year, since.year + 3)
        days |= public_holidays(clinic["country"], clinic["region"], years)
    holidays = tuple(sorted(day for day in days if day >= since))
    return replace(wanted, roster=wanted.roster.model_copy(update={"holidays": holidays}))


def _rota(row: RowMapping) -> Rota:
    return Rota(
        revision=row["revision"],
        ladder=tuple(row["ladder"]),
        page_wait=row["page_wait"],
        roster=Roster.model_validate(row["roster"]),
        holidays=None if row["holidays"] is None else _RULE.validate_python(row["holidays"]),
    )
