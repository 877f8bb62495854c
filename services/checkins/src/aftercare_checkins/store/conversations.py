"""What is remembered of conversations."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_checkins.domain.conversation import OPEN, Conversation, State
from aftercare_checkins.domain.subject import Clinic
from aftercare_checkins.tables import clinics, conversations, forgotten, languages
from aftercare_contracts import CheckinDue, ClinicConfigured, Milestone, PatientChanged

_CLINIC = tuple(clinics.c[field.name].label(f"clinic_{field.name}") for field in fields(Clinic))
_CONVERSATION = tuple(conversations.c[field.name] for field in fields(Conversation))


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondent:
    """Somebody a clinic writes with; the language is none when only the clinic's is known."""

    clinic: Clinic
    language: str | None
    forgotten: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """A conversation that somebody must now be reminded of or told about."""

    conversation: Conversation
    clinic: Clinic
    language: str | None


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

    async def is_forgotten(self, patient_id: UUID) -> bool:
        """Whether a patient asked to be erased."""
        query = select(forgotten.c.patient_id).where(forgotten.c.patient_id == patient_id)
        return (await self._connection.execute(query)).scalar() is not None

    async def correspondent(self, clinic_id: str, party_id: UUID) -> Correspondent | None:
        """What is known of a party and its clinic, or none when the clinic is not known yet."""
        query = (
            select(*_CLINIC, languages.c.language, forgotten.c.patient_id.is_not(None).label("forgotten"))
            .select_from(clinics)
            .outerjoin(languages, languages.c.patient_id == party_id)
            .outerjoin(forgotten, forgotten.c.patient_id == party_id)
            .where(clinics.c.clinic_id == clinic_id)
        )
        row = (await self._connection.execute(query)).mappings().one_or_none()
        if row is None:
            return None
        return Correspondent(clinic=_clinic(row), language=row["language"], forgotten=row["forgotten"])

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
            select(*_CONVERSATION)
            .where(conversations.c.patient_id.in_(patient_ids))
            .order_by(conversations.c.due_at.desc(), conversations.c.checkin_id)
            .with_for_update()
        )
        return [_conversation(row) for row in (await self._connection.execute(query)).mappings()]

    async def save(self, changed: Sequence[Conversation]) -> None:
        """Write how conversations stand now."""
        if not changed:
            return
        names = ("state", "deadline_at", "followup_asked_at")
        statement = (
            update(conversations)
            .where(conversations.c.checkin_id == bindparam("b_checkin_id"))
            .values({name: bindparam(f"b_{name}") for name in names})
        )
        rows = [{f"b_{n}": getattr(one, n) for n in ("checkin_id", *names)} for one in changed]
        await self._connection.execute(statement, rows)

    async def claim_to_remind(self, now: datetime, limit: int) -> list[Overdue]:
        """Conversations whose patient has not answered for a while, locked for us alone."""
        asked = conversations.c.state == State.ASKED
        return await self._claim(asked & (conversations.c.remind_at <= now), limit)

    async def claim_silent(self, now: datetime, limit: int) -> list[Overdue]:
        """Conversations whose deadline has passed without an answer, locked for us alone."""
        waiting = conversations.c.state.in_(OPEN)
        return await self._claim(waiting & (conversations.c.deadline_at <= now), limit)

    async def _claim(self, where: ColumnElement[bool], limit: int) -> list[Overdue]:
        query = (
            select(*_CONVERSATION, *_CLINIC, languages.c.language)
            .select_from(conversations)
            .join(clinics, clinics.c.clinic_id == conversations.c.clinic_id)
            .outerjoin(languages, languages.c.patient_id == conversations.c.patient_id)
            .where(where)
            .order_by(conversations.c.deadline_at)
            .limit(limit)
            .with_for_update(skip_locked=True, of=conversations)
        )
        return [
            Overdue(conversation=_conversation(row), clinic=_clinic(row), language=row["language"])
            for row in (await self._connection.execute(query)).mappings()
        ]

    async def forget(self, patient_id: UUID, at: datetime) -> None:
        """Remember only that the patient is forgotten; waits for whoever holds the patient."""
        await self._connection.execute(text("select pg_advisory_xact_lock(:key)"), _lock(patient_id))
        row = {"patient_id": patient_id, "forgotten_at": at}
        await self._connection.execute(insert(forgotten).values(row).on_conflict_do_nothing())
        await self._connection.execute(languages.delete().where(languages.c.patient_id == patient_id))


def _lock(patient_id: UUID) -> dict[str, int]:
    return {"key": int.from_bytes(patient_id.bytes[:8], signed=True)}


def _clinic(row: RowMapping) -> Clinic:
    return Clinic(**{field.name: row[f"clinic_{field.name}"] for field in fields(Clinic)})


def _conversation(row: RowMapping) -> Conversation:
    found = {field.name: row[field.name] for field in fields(Conversation)}
    return Conversation(
        **{**found, "state": State(found["state"]), "milestone": Milestone(found["milestone"])}
    )
