"""Conversations in which something is due though nobody wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_checkins.domain.conversation import OPEN, Conversation, State
from aftercare_checkins.domain.subject import Clinic
from aftercare_checkins.store.rows import CLINIC, CONVERSATION, clinic_of, conversation_of
from aftercare_checkins.tables import clinics, conversations, languages, pauses


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """A conversation that must now be gone on with, and whom to write as."""

    conversation: Conversation
    clinic: Clinic
    language: str | None


class Claims:
    """Overdue conversations, locked for one unit of work alone."""

    def __init__(self, connection: AsyncConnection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    async def to_ask(self, limit: int) -> list[Overdue]:
        """Those held back by a pause that has ended, while they are still useful."""
        held = conversations.c.state == State.HELD
        return await self._claim(held & (conversations.c.expires_at > self._now) & self._unpaused(), limit)

    async def to_remind(self, limit: int) -> list[Overdue]:
        """Those whose patient has not answered for a while, and talks with no person."""
        asked = conversations.c.state == State.ASKED
        return await self._claim(asked & (conversations.c.remind_at <= self._now) & self._unpaused(), limit)

    async def silent(self, limit: int) -> list[Overdue]:
        """Those whose deadline has passed without an answer."""
        waiting = conversations.c.state.in_(OPEN)
        return await self._claim(waiting & (conversations.c.deadline_at <= self._now), limit)

    async def asked_before(self, patient_ids: Sequence[UUID]) -> set[UUID]:
        """Which of these patients have been asked anything yet."""
        query = select(conversations.c.patient_id).where(
            conversations.c.patient_id.in_(patient_ids), conversations.c.asked_at.is_not(None)
        )
        return set((await self._connection.execute(query)).scalars())

    def _unpaused(self) -> ColumnElement[bool]:
        return or_(pauses.c.ends_at.is_(None), pauses.c.ends_at <= self._now)

    async def _claim(self, where: ColumnElement[bool], limit: int) -> list[Overdue]:
        query = (
            select(*CONVERSATION, *CLINIC, languages.c.language)
            .select_from(conversations)
            .join(clinics, clinics.c.clinic_id == conversations.c.clinic_id)
            .outerjoin(languages, languages.c.patient_id == conversations.c.patient_id)
            .outerjoin(pauses, pauses.c.party_id == conversations.c.patient_id)
            .where(where)
            .order_by(conversations.c.deadline_at)
            .limit(limit)
            .with_for_update(skip_locked=True, of=conversations)
        )
        return [
            Overdue(conversation=conversation_of(row), clinic=clinic_of(row), language=row["language"])
            for row in (await self._connection.execute(query)).mappings()
        ]
