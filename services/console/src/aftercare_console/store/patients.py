"""Patients and what was done to them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_console.tables import patients, procedures
from aftercare_contracts import (
    PatientChanged,
    PatientRegistered,
    ProcedureAmended,
    ProcedureCompleted,
)

_SHOWN = 50
# The clinic's own reference too: our id is made from it, so that it is still known again.
_GONE = dict.fromkeys(("reference", "given_name", "family_name", "number", "consent"))


class Patients:
    """Patients and procedures, as rows of one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def register(self, event: PatientRegistered, reference: str | None = None) -> None:
        """Keep a patient's contact, unless a newer one is kept already or the patient was forgotten."""
        row: dict[str, Any] = event.model_dump(include=set(patients.c.keys()) - {"consent"})
        row["consent"] = None if event.consent is None else event.consent.model_dump(mode="json")
        if reference is not None:
            row["reference"] = reference
        newer = (patients.c.revision < event.revision) & patients.c.forgotten_at.is_(None)
        statement = insert(patients).values(row)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["patient_id"], set_=row, where=newer)
        )

    async def move(self, event: PatientChanged) -> None:
        """Keep a patient's zone and language, unless newer ones are kept, or the patient was erased."""
        statement = (
            update(patients)
            .where(patients.c.patient_id == event.patient_id, patients.c.revision <= event.revision)
            .where(patients.c.forgotten_at.is_(None))
            .values(timezone=event.timezone, language=event.language)
        )
        await self._connection.execute(statement)

    async def forget(self, patient_id: UUID, clinic_id: str, now: datetime) -> None:
        """Erase a patient's contact, and remember that it was, even of one not heard of yet."""
        row = {"patient_id": patient_id, "clinic_id": clinic_id, "revision": 0, "forgotten_at": now}
        gone = {**_GONE, "forgotten_at": func.coalesce(patients.c.forgotten_at, now)}
        await self._connection.execute(
            insert(patients).values(row).on_conflict_do_update(index_elements=["patient_id"], set_=gone)
        )
        theirs = procedures.c.patient_id == patient_id
        await self._connection.execute(update(procedures).where(theirs).values(reference=None))

    async def patient(self, patient_id: UUID) -> RowMapping | None:
        """A patient, or none."""
        query = select(patients).where(patients.c.patient_id == patient_id)
        return (await self._connection.execute(query)).mappings().one_or_none()

    async def several(self, patient_ids: Sequence[UUID]) -> dict[UUID, RowMapping]:
        """Those of these ids who are patients."""
        query = select(patients).where(patients.c.patient_id.in_(patient_ids))
        return {row["patient_id"]: row for row in (await self._connection.execute(query)).mappings()}

    async def search(self, query: str, clinic_id: str | None = None) -> Sequence[RowMapping]:
        """Up to 50 patients whose name or reference holds what is asked for, by family name."""
        full = func.concat_ws(" ", patients.c.given_name, patients.c.family_name, patients.c.reference)
        found = select(patients).where(patients.c.forgotten_at.is_(None))
        for word in query.split():
            found = found.where(full.icontains(word, autoescape=True))
        if clinic_id is not None:
            found = found.where(patients.c.clinic_id == clinic_id)
        ordered = found.order_by(patients.c.family_name, patients.c.given_name, patients.c.patient_id)
        return (await self._connection.execute(ordered.limit(_SHOWN))).mappings().all()

    async def complete(self, event: ProcedureCompleted, reference: str | None = None) -> None:
        """Keep a procedure, unless it is kept already."""
        row = event.model_dump(include=set(procedures.c.keys())) | {"reference": reference}
        await self._connection.execute(insert(procedures).values(row).on_conflict_do_nothing())

    async def amend(self, event: ProcedureAmended) -> None:
        """Keep a procedure's corrected day, unless a newer correction is kept already."""
        statement = (
            update(procedures)
            .where(procedures.c.procedure_id == event.procedure_id, procedures.c.revision < event.revision)
            .values(performed_on=event.performed_on, revision=event.revision)
        )
        await self._connection.execute(statement)

    async def void(self, procedure_id: UUID, now: datetime) -> None:
        """Count a procedure no longer."""
        statement = (
            update(procedures)
            .where(procedures.c.procedure_id == procedure_id)
            .values(voided_at=func.coalesce(procedures.c.voided_at, now))
        )
        await self._connection.execute(statement)

    async def procedure(self, procedure_id: UUID) -> RowMapping | None:
        """A procedure, or none."""
        query = select(procedures).where(procedures.c.procedure_id == procedure_id)
        return (await self._connection.execute(query)).mappings().one_or_none()

    async def procedures(self, patient_id: UUID) -> Sequence[RowMapping]:
        """All procedures of a patient, first session first."""
        query = select(procedures).where(procedures.c.patient_id == patient_id)
        return (await self._connection.execute(query.order_by(procedures.c.session))).mappings().all()
