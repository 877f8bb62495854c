"""Cases, as their events have told them."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, func, select, update
from sqlalchemy import case as sql_case
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_console.domain.cases import Case, State
from aftercare_console.tables import cases
from aftercare_contracts import Level, PartyKind

_SHOWN = 200
_STATES = {State.OPEN: 0, State.TAKEN: 1, State.CLOSED: 2}
_UNKNOWN = max(level.urgency for level in Level) + 1  # a level that was not heard yet may be any
_WAITING = (
    sql_case(_STATES, value=cases.c.state),
    cases.c.closed_at.desc().nulls_last(),
    sql_case({level: level.urgency for level in Level}, value=cases.c.level, else_=_UNKNOWN).desc(),
    cases.c.opened_at,
    cases.c.case_id,
)


class Cases:
    """Cases, as rows of one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def meet(self, case_id: UUID, clinic_id: str) -> Case:
        """A case as it is known, or as new, locked until the unit of work ends."""
        new = asdict(Case(case_id=case_id, clinic_id=clinic_id))
        await self._connection.execute(insert(cases).values(new).on_conflict_do_nothing())
        query = select(cases).where(cases.c.case_id == case_id).with_for_update()
        return _case((await self._connection.execute(query)).mappings().one())

    async def keep(self, case: Case) -> None:
        """Write what is known of a case."""
        statement = update(cases).where(cases.c.case_id == case.case_id).values(**asdict(case))
        await self._connection.execute(statement)

    async def case(self, case_id: UUID) -> Case | None:
        """A case, or none."""
        return await self._first(cases.c.case_id == case_id)

    async def by_code(self, code: str, clinic_id: str | None = None) -> Case | None:
        """The newest case that goes by a code, or none."""
        mine = cases.c.code == code.upper()
        return await self._first(mine if clinic_id is None else mine & (cases.c.clinic_id == clinic_id))

    async def listed(self, states: Sequence[State], clinic_id: str | None = None) -> list[Case]:
        """200 cases in these states: those nobody answers for first, then the most urgent, then the oldest.

        Of closed ones those that were closed last.
        """
        query = select(cases).where(cases.c.state.in_(states), cases.c.code.is_not(None))
        if clinic_id is not None:
            query = query.where(cases.c.clinic_id == clinic_id)
        rows = await self._connection.execute(query.order_by(*_WAITING).limit(_SHOWN))
        return [_case(row) for row in rows.mappings()]

    async def count_open(self) -> int:
        """How many cases there are that are not closed."""
        query = select(func.count()).where(cases.c.state != State.CLOSED, cases.c.code.is_not(None))
        return (await self._connection.execute(query)).scalar_one()

    async def open_about(self, party_ids: Sequence[UUID]) -> list[Case]:
        """The cases about these patients or strangers that are not closed, as they would be listed."""
        about = select(cases).where(cases.c.party_id.in_(party_ids), cases.c.state != State.CLOSED)
        rows = await self._connection.execute(about.order_by(*_WAITING))
        return [_case(row) for row in rows.mappings()]

    async def of_parties(self, party_ids: Sequence[UUID]) -> list[UUID]:
        """The ids of all cases about these patients or strangers."""
        query = select(cases.c.case_id).where(cases.c.party_id.in_(party_ids))
        return list((await self._connection.execute(query)).scalars())

    async def erase_outcomes(self, case_ids: Sequence[UUID]) -> None:
        """Forget how these cases ended, in words."""
        statement = update(cases).where(cases.c.case_id.in_(case_ids)).values(outcome=None)
        await self._connection.execute(statement)

    async def _first(self, condition: Any) -> Case | None:
        query = select(cases).where(condition).order_by(cases.c.opened_at.desc().nulls_last()).limit(1)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else _case(row)


def _case(row: RowMapping) -> Case:
    kinds = {
        "state": State(row["state"]),
        "level": None if row["level"] is None else Level(row["level"]),
        "party_kind": None if row["party_kind"] is None else PartyKind(row["party_kind"]),
    }
    return Case(**{**row, **kinds})
