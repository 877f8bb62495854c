"""What came from the carrier, as it came."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Interval, RowMapping, func, insert, select, type_coerce, update
from sqlalchemy.dialects.postgresql import insert as upsert

from aftercare_chassis import UnitOfWork
from aftercare_contracts import Keyword, Party
from aftercare_notifications.domain.forms import Inbound, StatusReport
from aftercare_notifications.domain.writers import Writer
from aftercare_notifications.tables import callbacks, inbound


class Arrivals:
    """Rows of one unit of work."""

    def __init__(self, work: UnitOfWork) -> None:
        self._connection = work.connection
        self._now = work.now

    async def add(
        self, arrived: Inbound, writer: Writer, *, clinic_id: str, reply_id: UUID, keyword: Keyword | None
    ) -> bool:
        """Keep a text that came in; false when it is kept already, also by somebody at the same moment."""
        row = {
            "message_sid": arrived.sid,
            "clinic_id": clinic_id,
            "reply_id": reply_id,
            "number": arrived.number,
            "to_number": arrived.to,
            "words": arrived.words,
            "photos": arrived.photos,
            "party_kind": writer.party.kind,
            "party_id": writer.party.id,
            "candidates": list(writer.candidates),
            "keyword": keyword,
            "received_at": self._now,
        }
        statement = upsert(inbound).values(row).on_conflict_do_nothing().returning(inbound.c.reply_id)
        return (await self._connection.execute(statement)).scalar() is not None

    async def words_of(self, sid: str) -> str | None:
        """The words of a text that came in, or none."""
        query = select(inbound.c.words).where(inbound.c.message_sid == sid)
        words: str | None = (await self._connection.execute(query)).scalar()
        return words

    async def missing(self, sids: Iterable[str]) -> set[str]:
        """Those of the texts that have not come in."""
        wanted = set(sids)
        query = select(inbound.c.message_sid).where(inbound.c.message_sid.in_(wanted))
        return wanted - set((await self._connection.execute(query)).scalars())

    async def number_of(self, reply_id: UUID) -> str | None:
        """The number that a reply came from, or none."""
        query = select(inbound.c.number).where(inbound.c.reply_id == reply_id)
        number: str | None = (await self._connection.execute(query)).scalar()
        return number

    async def stopped_since(self, party: Party, at: datetime) -> bool:
        """Whether a party has asked for no more texts since a moment of the clock, and for none again.

        It was said by the person, whatever number they are reached at now.
        """
        query = (
            select((inbound.c.keyword == Keyword.STOP) & (inbound.c.received_at >= at))
            .where(inbound.c.party_kind == party.kind, inbound.c.party_id == party.id)
            .where(inbound.c.keyword.in_((Keyword.STOP, Keyword.START)))
            .order_by(inbound.c.received_at.desc(), inbound.c.created_at.desc())
            .limit(1)
        )
        return bool((await self._connection.execute(query)).scalar())

    async def count_as_stop(self, reply_id: UUID) -> None:
        """What somebody wrote in their own words was as good as STOP."""
        await self._connection.execute(
            update(inbound).where(inbound.c.reply_id == reply_id).values(keyword=Keyword.STOP)
        )

    async def age_of(self, reply_id: UUID) -> timedelta | None:
        """Real time since a reply came, none for one that nobody knows."""
        age_now = type_coerce(func.now() - inbound.c.created_at, Interval)
        query = select(age_now).where(inbound.c.reply_id == reply_id)
        age: timedelta | None = (await self._connection.execute(query)).scalar()
        return age

    async def report(self, report: StatusReport) -> None:
        """Keep a status report, a repeated one again."""
        row = {
            "sid": report.sid,
            "message_id": report.message_id,
            "status": report.status,
            "code": report.code,
            "at": self._now,
        }
        await self._connection.execute(insert(callbacks).values(row))

    async def reports_of(self, sid: str) -> Sequence[RowMapping]:
        """The status reports of one of the carrier's texts, as they came."""
        query = select(callbacks).where(callbacks.c.sid == sid).order_by(callbacks.c.id)
        return (await self._connection.execute(query)).mappings().all()

    async def erase_number(self, clinic_id: str, number: str) -> list[str]:
        """Leave of what came from a number, whoever wrote it, only that something came: these texts."""
        statement = (
            update(inbound)
            .where(inbound.c.clinic_id == clinic_id, inbound.c.number == number)
            .values(words=None, number=None)
            .returning(inbound.c.message_sid)
        )
        return list((await self._connection.execute(statement)).scalars())

    async def erase(self, party: Party) -> None:
        """Leave of what a party wrote only that it wrote."""
        await self._connection.execute(
            update(inbound)
            .where(inbound.c.party_kind == party.kind, inbound.c.party_id == party.id)
            .values(words=None, number=None)
        )
