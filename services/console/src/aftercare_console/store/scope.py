"""Whose entries are whose."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_console.store.cases import Cases
from aftercare_console.store.patients import Patients
from aftercare_console.tables import timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Everything about these parties, cases and procedures."""

    parties: list[UUID] = field(default_factory=list)
    cases: list[UUID] = field(default_factory=list)
    procedures: list[UUID] = field(default_factory=list)

    def condition(self) -> ColumnElement[bool]:
        """The same for PostgreSQL: lists of ids, not subqueries, so that every branch finds its index.

        What merely belongs to the same case or procedure is left out when it is about another party.
        """
        return or_(
            timeline.c.party_id.in_(self.parties),
            timeline.c.case_id.in_(self.cases),
            timeline.c.correlation_id.in_([*self.cases, *self.procedures]) & timeline.c.party_id.is_(None),
        )


async def scope_of(connection: AsyncConnection, *parties: UUID) -> Scope:
    """What is about these patients or strangers, whatever of it came through a case or a procedure."""
    procedures = [
        one["procedure_id"] for party in parties for one in await Patients(connection).procedures(party)
    ]
    cases = await Cases(connection).of_parties(parties)
    return Scope(parties=list(parties), cases=cases, procedures=procedures)
