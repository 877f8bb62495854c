"""What was last asked of somebody, for the reminder of it."""

from collections.abc import Iterable, Mapping

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_contracts import Party, Purpose
from aftercare_notifications.domain.progress import State
from aftercare_notifications.domain.reminders import Question
from aftercare_notifications.tables import inbound, messages


class Questions:
    """Read on one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def last_to(self, parties: Iterable[Party]) -> Mapping[Party, Question]:
        """The last question to each of the parties that was asked one."""
        found = {party: await self._last(party) for party in set(parties)}
        return {party: question for party, question in found.items() if question is not None}

    async def _last(self, party: Party) -> Question | None:
        written_since = exists().where(
            inbound.c.party_kind == party.kind,
            inbound.c.party_id == party.id,
            inbound.c.received_at >= messages.c.taken_at,
        )
        query = (
            select(messages.c.state, messages.c.taken_at, written_since.label("answered"))
            .where(messages.c.party_kind == party.kind, messages.c.party_id == party.id)
            .where(messages.c.purpose == Purpose.PROMPT)
            .order_by(messages.c.created_at.desc())
            .limit(1)
        )
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None
        return Question(state=State(row.state), sent_at=row.taken_at, answered=row.answered)
