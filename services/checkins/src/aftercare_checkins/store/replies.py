"""What is remembered of replies: the words while their patient allows it, their levels for ever."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import RowMapping, func, select, update
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_checkins.domain.reading import LADDER
from aftercare_checkins.domain.responding import Response
from aftercare_checkins.domain.run import Said
from aftercare_checkins.domain.triage import Prompt
from aftercare_checkins.domain.wording import TextName
from aftercare_checkins.tables import replies
from aftercare_contracts import Level, ReplyReceived

_NEARBY = timedelta(minutes=30)  # who writes for longer without a pause is answered anew
_SAID = tuple(field.name for field in fields(Said))
_KEPT = ("level", "rule", "version", "symptoms", "negated", "matched")


@dataclass(frozen=True, slots=True)
class Retracted:
    """A reply that counts no more, and the check-in it seemed to answer."""

    checkin_id: UUID | None


class Replies:
    """Replies in one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, event: ReplyReceived, *, forgotten: bool) -> bool:
        """Keep a reply, without its words when its writer is forgotten; false when it is kept already."""
        row = {
            "reply_id": event.reply_id,
            "clinic_id": event.clinic_id,
            "party_kind": event.party.kind,
            "party_id": event.party.id,
            "candidates": list(event.candidates),
            "words": "" if forgotten else event.words,
            "keyword": event.keyword,
            "photos": event.photos,
            "received_at": event.received_at,
        }
        statement = insert(replies).values(row).on_conflict_do_nothing().returning(replies.c.reply_id)
        return (await self._connection.execute(statement)).scalar() is not None

    async def around(self, event: ReplyReceived) -> list[Said]:
        """The replies that may be of one run with this one: read, not retracted, and no bare keyword."""
        query = select(*(replies.c[name] for name in _SAID)).where(
            replies.c.party_id == event.party.id,
            replies.c.reply_id != event.reply_id,
            replies.c.received_at.between(event.received_at - _NEARBY, event.received_at + _NEARBY),
            replies.c.level.is_not(None),
            replies.c.keyword.is_(None),
            replies.c.retracted_at.is_(None),
        )
        return [_said(row) for row in (await self._connection.execute(query)).mappings()]

    async def keep(self, reply_id: UUID, response: Response) -> None:
        """Keep what a reply was read as, against which question, and how it was answered."""
        question, reading = response.question, response.reading
        conversation = question.conversation
        values: dict[str, object] = {
            "checkin_id": conversation and conversation.checkin_id,
            "prompt": question.prompt,
            "day": question.day,
            "answered": response.answered,
        }
        if reading is not None:
            values |= {name: _listed(getattr(reading, name)) for name in _KEPT}
        await self._connection.execute(update(replies).where(replies.c.reply_id == reply_id).values(values))

    async def last_levels(self, party_ids: Sequence[UUID], before: datetime) -> dict[UUID, Level]:
        """The last level on the ladder that each party reported before a moment, retracted ones aside."""
        query = (
            select(replies.c.party_id, replies.c.level)
            .ext(distinct_on(replies.c.party_id))
            .where(
                replies.c.party_id.in_(party_ids),
                replies.c.received_at <= before,
                replies.c.level.in_(LADDER),
                replies.c.retracted_at.is_(None),
            )
            .order_by(replies.c.party_id, replies.c.received_at.desc())
        )
        return {row.party_id: Level(row.level) for row in await self._connection.execute(query)}

    async def retract(self, reply_id: UUID, at: datetime) -> Retracted | None:
        """Mark a reply as not its patient's; none when the reply is not known."""
        statement = (
            update(replies)
            .where(replies.c.reply_id == reply_id)
            .values(retracted_at=func.coalesce(replies.c.retracted_at, at))
            .returning(replies.c.checkin_id)
        )
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else Retracted(row.checkin_id)

    async def count(self, checkin_id: UUID | None) -> int:
        """How many replies to a check-in count."""
        query = select(func.count()).where(
            replies.c.checkin_id == checkin_id, replies.c.level.is_not(None), replies.c.retracted_at.is_(None)
        )
        return (await self._connection.execute(query)).scalar_one()

    async def forget(self, patient_id: UUID) -> None:
        """Erase the words that are, or may be, a patient's; what they were read as stays."""
        of_patient = (replies.c.party_id == patient_id) | (replies.c.candidates.any_() == patient_id)
        await self._connection.execute(update(replies).where(of_patient).values(words="", matched=[]))


def _said(row: RowMapping) -> Said:
    answered = None if row["answered"] is None else TextName(row["answered"])
    return Said(
        **{**row, "prompt": Prompt(row["prompt"]), "level": Level(row["level"]), "answered": answered}
    )


def _listed(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
