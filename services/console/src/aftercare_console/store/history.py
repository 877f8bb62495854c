"""Which entries a page of a patient, or of a case, shows."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_console.domain.cases import Case
from aftercare_console.store.scope import Scope, scope_of
from aftercare_console.store.timeline import Timeline

_CONCERNS = 50  # of one case: far more than anybody writes before somebody closes it


async def patient_scope(connection: AsyncConnection, patient_id: UUID) -> Scope:
    """All about a patient, and about numbers of which they may be the writer."""
    strangers = await Timeline(connection).strangers_like(patient_id)
    return await scope_of(connection, patient_id, *strangers)


async def case_scope(connection: AsyncConnection, case: Case) -> Scope:
    """All about whom a case is about, or what belongs to the case alone while that is not known."""
    if case.party_id is None:
        return Scope(cases=[case.case_id])
    return await scope_of(connection, case.party_id)


async def known_concerns(connection: AsyncConnection, case: Case) -> tuple[UUID, ...] | None:
    """The newest concerns about whom a case is about; none while that is not known."""
    if case.party_id is None:
        return None
    return tuple(await Timeline(connection).concerns(case.party_id, _CONCERNS))


async def has_news(connection: AsyncConnection, case: Case, seen_at: datetime | None) -> bool:
    """Whether there is a concern about whom a case is about that somebody who read it then did not see."""
    if case.party_id is None or seen_at is None:
        return False
    return await Timeline(connection).concerned_since(case.party_id, seen_at)
