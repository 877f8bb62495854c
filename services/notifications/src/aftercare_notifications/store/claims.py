"""Texts whose turn it is, each for one process alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Select,
    Text,
    bindparam,
    column,
    exists,
    func,
    select,
    update,
    values,
)

from aftercare_chassis import UnitOfWork
from aftercare_contracts import Hours, Party, Purpose
from aftercare_notifications.domain.contacts import Contact
from aftercare_notifications.domain.outcomes import Text as Going
from aftercare_notifications.domain.progress import State
from aftercare_notifications.domain.reminders import Question
from aftercare_notifications.domain.sending import Lane
from aftercare_notifications.store.contacts import contact
from aftercare_notifications.store.holds import held
from aftercare_notifications.store.messages import party_of
from aftercare_notifications.store.questions import Questions
from aftercare_notifications.tables import clinics, consents, contacts, messages


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A text whose turn it is, with what bears on it; `waited` is real time, `question` a reminder's."""

    row: RowMapping
    contact: Contact | None
    consent: bool | None
    hours: Hours
    country: str | None
    region: str | None
    clinic_timezone: str | None
    names: dict[str, Party]
    waited: timedelta
    question: Question | None
    language: str | None


class Claims:
    """Rows of one unit of work."""

    def __init__(self, work: UnitOfWork) -> None:
        self._connection = work.connection
        self._now = work.now

    async def waiting(self, lane: Lane, senders: Sequence[str]) -> list[str]:
        """Those of the senders that have a text of a lane to send now."""
        due = exists().where(*_turn(lane, self._now), messages.c.sender == column("address"))
        one = values(column("address", Text), name="ours").data([(address,) for address in senders])
        query = select(one.c.address).where(due)
        return list((await self._connection.execute(query)).scalars())

    async def due(self, lane: Lane, sender: str, limit: int, *, only: Purpose | None = None) -> list[Due]:
        """Up to `limit` texts of a sender that nobody else is at, longest due first, locked for us alone."""
        taken = (
            select(messages, (func.now() - messages.c.created_at).label("waited"))
            .where(*_turn(lane, self._now), messages.c.sender == sender)
            .order_by(messages.c.held_until)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        if only is not None:
            taken = taken.where(messages.c.purpose == only)
        rows = (await self._connection.execute(taken)).mappings().all()
        return await self._with_facts(rows) if rows else []

    async def send(self, claimed: Sequence[Going]) -> None:
        """Texts go to the carrier now."""
        if not claimed:
            return
        statement = (
            update(messages)
            .where(messages.c.message_id == bindparam("b_message_id"))
            .values(
                state=State.SENDING,
                number=bindparam("b_number"),
                body_sent=bindparam("b_body"),
                via=bindparam("b_via"),
                attempts=messages.c.attempts + 1,
                misses=0,
                claimed_at=func.now(),
            )
        )
        await self._connection.execute(
            statement,
            [
                {
                    "b_message_id": one.message_id,
                    "b_number": one.number,
                    "b_body": one.body,
                    "b_via": one.sender.address,
                }
                for one in claimed
            ],
        )

    async def hold(self, message_id: UUID, until: datetime) -> None:
        """A text waits until a moment of the clock."""
        await self._change(message_id, held_until=until)

    async def ask_again(self, message_id: UUID, after: timedelta) -> None:
        """A text waits a span of real time."""
        await self._change(message_id, not_before=func.now() + after)

    async def oldest(self, lane: Lane) -> timedelta:
        """How long, by the clock, the text of a lane waits that was due first and is not with the carrier."""
        # Two statements for two partial indexes: one for all three states would read the whole table.
        waits = [timedelta(0)]
        for states in ((State.REQUESTED,), (State.SENDING, State.UNKNOWN)):
            due_at = (await self._connection.execute(_first_due(lane, states))).scalar()
            waits += [] if due_at is None else [self._now - due_at]
        return max(waits)

    async def held(self, lane: Lane) -> frozenset[str]:
        """The senders and accounts of which a lane waits for the operator."""
        return await held(self._connection, lane)

    async def _change(self, message_id: UUID, **values: object) -> None:
        await self._connection.execute(
            update(messages).where(messages.c.message_id == message_id).values(**values)
        )

    async def _with_facts(self, rows: Sequence[RowMapping]) -> list[Due]:
        """Read apart from the claim, which a join would let see rows as they were before they were locked."""
        query = (
            select(messages.c.message_id, contacts, consents.c.state.label("consent"),
                   clinics.c.hours, clinics.c.country, clinics.c.region,
                   clinics.c.timezone.label("clinic_timezone"),
                   clinics.c.language.label("clinic_language"))
            .select_from(messages)
            .outerjoin(contacts, (contacts.c.party_kind == messages.c.party_kind)
                       & (contacts.c.party_id == messages.c.party_id))
            .outerjoin(consents, (consents.c.clinic_id == messages.c.clinic_id)
                       & (consents.c.number == contacts.c.number))
            .outerjoin(clinics, clinics.c.clinic_id == messages.c.clinic_id)
            .where(messages.c.message_id.in_([row["message_id"] for row in rows]))
        )  # fmt: skip
        found = {one["message_id"]: one for one in (await self._connection.execute(query)).mappings()}
        reminded = [party_of(row) for row in rows if row["purpose"] == Purpose.REMINDER]
        questions = await Questions(self._connection).last_to(reminded)
        return [_due(row, found[row["message_id"]], questions) for row in rows]


def _turn(lane: Lane, now: datetime) -> Sequence[ColumnElement[bool]]:
    return (
        messages.c.state == State.REQUESTED,
        messages.c.lane == lane,
        messages.c.held_until <= now,
        messages.c.not_before <= func.now(),
    )


def _first_due(lane: Lane, states: Sequence[State]) -> Select[datetime]:
    there = messages.c.state == states[0] if len(states) == 1 else messages.c.state.in_(states)
    query: Select[datetime] = select(messages.c.held_until).where(messages.c.lane == lane, there)
    return query.order_by(messages.c.held_until).limit(1)


def _due(row: RowMapping, facts: RowMapping, questions: Mapping[Party, Question]) -> Due:
    consent = {"given": True, "withdrawn": False}
    return Due(
        row=row,
        contact=contact(facts) if facts["party_id"] is not None else None,
        consent=consent.get(facts["consent"]) if facts["consent"] else None,
        hours=Hours.model_validate(facts["hours"]) if facts["hours"] else Hours(),
        country=facts["country"],
        region=facts["region"],
        clinic_timezone=facts["clinic_timezone"],
        names={key: Party.model_validate(party) for key, party in row["names"].items()},
        waited=row["waited"],
        question=questions.get(party_of(row)),
        language=facts["language"] or facts["clinic_language"],
    )
