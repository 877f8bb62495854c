"""Which entries a page of a patient, or of a case, shows."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_console.domain.cases import Case
from aftercare_console.store.scope import Scope, scope_of
from aftercare_console.store.timeline import Timeline


async def patient_scope(connection: AsyncConnection, patient_id: UUID) -> Scope:
    """All about a patient, and about numbers of which they may be the writer."""
    strangers = await Timeline(connection).strangers_like(patient_id)
    return await scope_of(connection, patient_id, *strangers)


async def case_scope(connection: AsyncConnection, case: Case) -> Scope:
    """All about whom a case is about, or what belongs to the case alone while that is not known."""
    if case.party_id is None:
        return Scope(cases=[case.case_id])
    return await scope_of(connection, case.party_id)
