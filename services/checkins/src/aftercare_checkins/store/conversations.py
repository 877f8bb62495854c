"""What is remembered of conversations."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_checkins.domain.conversation import Conversation
from aftercare_checkins.domain.subject import Clinic
from aftercare_checkins.store.rows import CLINIC, CONVERSATION, clinic_of, conversation_of
from aftercare_checkins.tables import clinics, conversations, forgotten, languages
from aftercare_contracts import CheckinDue, ClinicConfigured, PatientChanged


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondent:
    """Somebody a clinic writes with; the language is none when only the clinic's is known."""

    clinic: Clinic
    language: str | None
    forgotten: bool


class Store:
    """Conversations, clinics and languages in one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def configure(self, event: ClinicConfigured) -> None:
        """Keep what a clinic says of itself, unless newer is kept already."""
        row = event.model_dump(include=set(clinics.c.keys()))
        await self._connection.execute(
            insert(clinics)
            .values(row)
            .on_conflict_do_update(
                index_elements=["clinic_id"], set_=row, where=clinics.c.revision < event.revision
            )
        )

    async def hold(self, patient_id: UUID) -> None:
        """Keep others from forgetting this patient before the unit of work ends."""
        await self._connection.execute(text("select pg_advisory_xact_lock_shared(:key)"), _lock(patient_id))

    async def claim(self, party_id: UUID) -> None:
        """Keep all others from what belongs to this party before the unit of work ends."""
        await self._connection.execute(text("select pg_advisory_xact_lock(:key)"), _lock(party_id))

    async def is_forgotten(self, patient_id: UUID) -> bool:
        """Whether a patient asked to be erased."""
        query = select(forgotten.c.patient_id).where(forgotten.c.patient_id == patient_id)
        return (await self._connection.execute(query)).scalar() is not None

    async def correspondent(self, clinic_id: str, party_id: UUID) -> Correspondent | None:
        """What is known of a party and its clinic, or none when the clinic is not known yet."""
        query = (
            select(*CLINIC, languages.c.language, forgotten.c.patient_id.is_not(None).label("forgotten"))
            .select_from(clinics)
            .outerjoin(languages, languages.c.patient_id == party_id)
            .outerjoin(forgotten, forgotten.c.patient_id == party_id)
            .where(clinics.c.clinic_id == clinic_id)
        )
        row = (await self._connection.execute(query)).mappings().one_or_none()
        if row is None:
            return None
        return Correspondent(clinic=clinic_of(row), language=row["language"], forgotten=row["forgotten"])

    async def learn_language(self, event: CheckinDue) -> None:
        """Keep a patient's language as a check-in knows it, unless the clinic has changed it since."""
        row = {"patient_id": event.patient_id, "language": event.language, "revision": 0}
        await self._keep_language(row, languages.c.revision == 0)

    async def change_language(self, event: PatientChanged) -> None:
        """Keep a patient's language as the clinic knows it, unless newer is kept already."""
        row = {"patient_id": event.patient_id, "language": event.language, "revision": event.revision}
        await self._keep_language(row, languages.c.revision < event.revision)

    async def _keep_language(self, row: dict[str, object], where: ColumnElement[bool]) -> None:
        await self._connection.execute(
            insert(languages)
            .values(row)
            .on_conflict_do_update(index_elements=["patient_id"], set_=row, where=where)
        )

    async def open(self, conversation: Conversation) -> bool:
        """Keep a conversation; false when it is kept already."""
        statement = insert(conversations).values(asdict(conversation)).on_conflict_do_nothing()
        done = await self._connection.execute(statement.returning(conversations.c.checkin_id))
        return done.scalar() is not None

    async def conversations(self, *patient_ids: UUID) -> list[Conversation]:
        """All conversations of these patients, newest question first, locked until the unit of work ends."""
        query = (
            select(*CONVERSATION)
            .where(conversations.c.patient_id.in_(patient_ids))
            .order_by(conversations.c.due_at.desc(), conversations.c.checkin_id)
            .with_for_update()
        )
        return [conversation_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def save(self, changed: Sequence[Conversation]) -> None:
        """Write how conversations stand now."""
        if not changed:
            return
        names = ("state", "asked_at", "remind_at", "deadline_at", "followup_asked_at")
        statement = (
            update(conversations)
            .where(conversations.c.checkin_id == bindparam("b_checkin_id"))
            .values({name: bindparam(f"b_{name}") for name in names})
        )
        rows = [{f"b_{n}": getattr(one, n) for n in ("checkin_id", *names)} for one in changed]
        await self._connection.execute(statement, rows)

    async def forget(self, patient_id: UUID, at: datetime) -> None:
        """Remember only that the patient is forgotten; waits for whoever holds the patient."""
        await self.claim(patient_id)
        row = {"patient_id": patient_id, "forgotten_at": at}
        await self._connection.execute(insert(forgotten).values(row).on_conflict_do_nothing())
        await self._connection.execute(languages.delete().where(languages.c.patient_id == patient_id))


def _lock(patient_id: UUID) -> dict[str, int]:
    return {"key": int.from_bytes(patient_id.bytes[:8], signed=True)}
