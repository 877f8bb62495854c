"""The cases and the concerns that made them."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, RowMapping, Select, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from aftercare_chassis import UnitOfWork
from aftercare_contracts import (
    ConcernRaised,
    Level,
    NotPagedReason,
    PageReason,
    Party,
    PartyKind,
    PatientForgotten,
)
from aftercare_escalations.domain.case import Case, State
from aftercare_escalations.domain.policy import Policy
from aftercare_escalations.domain.set_clock import SLACK, set_right
from aftercare_escalations.tables import cases, concerns

_POLICY = TypeAdapter(Policy)
_LISTS = ("turns", "unavailable", "paged", "offered")
_AS_THEY_ARE = tuple(one.name for one in fields(Case) if one.name not in {"party", "policy"})


class Cases:
    """Cases, in one unit of work; none is read as a clock has left it that was ahead."""

    def __init__(self, work: UnitOfWork) -> None:
        self._connection = work.connection
        self._now = work.now

    async def add_concern(self, event: ConcernRaised) -> bool:
        """Keep a concern; false when it is kept already."""
        row = {
            **event.model_dump(include={"concern_id", "clinic_id", "level"}),
            "raised_at": event.occurred_at,
        }
        statement = insert(concerns).values(row).on_conflict_do_nothing().returning(concerns.c.concern_id)
        return (await self._connection.execute(statement)).scalar() is not None

    async def current(self, clinic_id: str, party: Party) -> Case | None:
        """The case of a party that is not closed, locked, or none; until we are done nobody opens one."""
        key = f"{clinic_id}/{party.kind}/{party.id}"
        await self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
        theirs = _of_party(clinic_id, party.kind, party.id)
        return await self._locked(select(cases).where(theirs, cases.c.state != State.CLOSED))

    async def get(self, case_id: UUID) -> Case | None:
        """A case, locked until the unit of work ends, or none."""
        return await self._locked(select(cases).where(cases.c.case_id == case_id))

    async def concerning(self, clinic_id: str, staff_id: UUID) -> list[Case]:
        """Cases somebody holds, is asked to take over, or was paged about and nobody has; not locked."""
        waiting = (cases.c.state == State.OPEN) & cases.c.paged.contains([staff_id])
        asked = cases.c.offered.contains([staff_id])
        theirs = or_(waiting, asked, cases.c.holder == staff_id)
        # A closed case is nobody's: said so that the index of those that run is read, not all of the past.
        running = cases.c.state != State.CLOSED
        query = select(cases).where(cases.c.clinic_id == clinic_id, running, theirs)
        found = await self._connection.execute(query.order_by(cases.c.opened_at))
        return [set_right(_case(row), self._now) for row in found.mappings()]

    async def running_ids(self, clinic_id: str) -> Sequence[UUID]:
        """All cases of a clinic that are not closed."""
        query = select(cases.c.case_id).where(cases.c.clinic_id == clinic_id, cases.c.state != State.CLOSED)
        return (await self._connection.execute(query.order_by(cases.c.case_id))).scalars().all()

    async def due_ids(self, limit: int) -> Sequence[UUID]:
        """Cases whose moment has come, or was set by a clock that was ahead, the longest overdue first."""
        query = select(cases.c.case_id).where(self._due()).order_by(cases.c.due_at).limit(limit)
        return (await self._connection.execute(query)).scalars().all()

    async def claim_due(self, case_id: UUID) -> Case | None:
        """A case that is still due, locked; none when it is not, or in somebody else's hands."""
        query = select(cases).where(cases.c.case_id == case_id, self._due())
        return await self._locked(query, skip_locked=True)

    async def save(self, case: Case) -> None:
        """Write a case as it is now."""
        row = _row(replace(case, kept_at=self._now))
        statement = insert(cases).values(row)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=["case_id"], set_=row))

    async def forget(self, event: PatientForgotten) -> None:
        """Name the patient no more in what is still to be written."""
        theirs = _of_party(event.clinic_id, PartyKind.PATIENT, event.patient_id)
        await self._connection.execute(update(cases).where(theirs).values(forgotten=True))

    async def _locked(self, query: Select[Any], *, skip_locked: bool = False) -> Case | None:
        found = await self._connection.execute(query.with_for_update(skip_locked=skip_locked))
        row = found.mappings().one_or_none()
        return None if row is None else set_right(_case(row), self._now)

    def _due(self) -> ColumnElement[bool]:
        ahead = cases.c.due_at.is_not(None) & (cases.c.kept_at > self._now + SLACK)
        return or_(cases.c.due_at <= self._now, ahead)


def _of_party(clinic_id: str, kind: PartyKind, party_id: UUID) -> ColumnElement[bool]:
    return (cases.c.clinic_id == clinic_id) & (cases.c.party_id == party_id) & (cases.c.party_kind == kind)


def _case(row: RowMapping) -> Case:
    values = {name: row[name] for name in _AS_THEY_ARE} | {name: tuple(row[name]) for name in _LISTS}
    return Case(
        **values
        | {
            "party": Party(kind=PartyKind(row["party_kind"]), id=row["party_id"]),
            "policy": _POLICY.validate_python(row["policy"]),
            "level": Level(row["level"]),
            "state": State(row["state"]),
            "hurry": None if row["hurry"] is None else PageReason(row["hurry"]),
            "unpaged": None if row["unpaged"] is None else NotPagedReason(row["unpaged"]),
        }
    )


def _row(case: Case) -> dict[str, Any]:
    values = {name: getattr(case, name) for name in _AS_THEY_ARE}
    return {
        **values,
        **{name: list(values[name]) for name in _LISTS},
        "party_kind": case.party.kind,
        "party_id": case.party.id,
        "policy": _POLICY.dump_python(case.policy, mode="json"),
        "due_at": case.due_at,
    }
