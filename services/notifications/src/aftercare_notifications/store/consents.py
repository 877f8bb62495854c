"""Who may be texted: by number, for a phone that several people share is silent for all of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from aftercare_chassis import UnitOfWork
from aftercare_contracts import Consent, ConsentGiven, ConsentWithdrawn, Party
from aftercare_notifications.tables import consent_ledger, consents

_GIVEN, _WITHDRAWN = "given", "withdrawn"
NUMBER_OPTED_OUT = "number opted out before"


class Consents:
    """Rows of one unit of work."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def opted_out(self, clinic_id: str, number: str) -> bool:
        """Whether a number must not be texted."""
        return await self._state(clinic_id, number) == _WITHDRAWN

    async def withdrawn_at(self, clinic_id: str, number: str) -> datetime | None:
        """The real time at which a number opted out the last time; none when it has not, or not any more."""
        query = select(consents.c.changed_at).where(
            consents.c.clinic_id == clinic_id, consents.c.number == number, consents.c.state == _WITHDRAWN
        )
        found: datetime | None = (await self._work.connection.execute(query)).scalar()
        return found

    async def record(
        self, clinic_id: str, number: str, consent: Consent, *, party: Party, correlation_id: UUID
    ) -> None:
        """Keep the consent a patient was registered with.

        It does not lift a withdrawal: that takes a START from the phone, as it does at the carrier. A form
        that the clinic sends again with every change would otherwise undo every STOP.
        """
        row = {"clinic_id": clinic_id, "number": number, "state": _GIVEN}
        await self._work.connection.execute(upsert(consents).values(row).on_conflict_do_nothing())
        if await self.opted_out(clinic_id, number):
            return
        shown = {"wording": consent.wording, "recorded_by": consent.recorded_by}
        await self._write(clinic_id, number, _GIVEN, consent.source, consent.given_at, **shown)
        given = {**shown, "given_at": consent.given_at}
        self._say_given(clinic_id, [party], consent.source, correlation_id, **given)

    async def tell_withdrawal(
        self, clinic_id: str, number: str, *, party: Party, correlation_id: UUID
    ) -> None:
        """Say of somebody new on a number that it has opted out, if it has: nobody is reached there."""
        if await self.opted_out(clinic_id, number):
            self._say_withdrawn(clinic_id, [party], NUMBER_OPTED_OUT, correlation_id)

    async def give(
        self, clinic_id: str, number: str, *, parties: Sequence[Party], source: str, correlation_id: UUID
    ) -> None:
        """Whoever holds the phone wants texts again; told once of each party that is reached there."""
        if await self._change(clinic_id, number, _GIVEN):
            await self._write(clinic_id, number, _GIVEN, source, self._work.now)
            self._say_given(clinic_id, parties, source, correlation_id)

    async def withdraw(
        self,
        clinic_id: str,
        number: str,
        *,
        parties: Sequence[Party],
        source: str,
        correlation_id: UUID,
        written_at: datetime | None = None,
    ) -> None:
        """Whoever holds the phone wants no more texts; told once of each party that is reached there.

        `written_at` is the real time of the text that says so, none for one that has just come.
        """
        if not await self._change(clinic_id, number, _WITHDRAWN, written_at):
            await self._renew(clinic_id, number, written_at)
            return
        await self._write(clinic_id, number, _WITHDRAWN, source, self._work.now)
        self._say_withdrawn(clinic_id, parties, source, correlation_id)

    async def erase(self, clinic_id: str, number: str) -> None:
        """Forget what was agreed with a number; that it opted out stays, or it could be texted again."""
        here = (consents.c.clinic_id == clinic_id) & (consents.c.number == number)
        await self._work.connection.execute(delete(consents).where(here, consents.c.state == _GIVEN))
        await self._work.connection.execute(
            delete(consent_ledger).where(
                consent_ledger.c.clinic_id == clinic_id, consent_ledger.c.number == number
            )
        )

    async def _state(self, clinic_id: str, number: str) -> str | None:
        query = select(consents.c.state).where(consents.c.clinic_id == clinic_id, consents.c.number == number)
        state: str | None = (await self._work.connection.execute(query)).scalar()
        return state

    async def _change(self, clinic_id: str, number: str, state: str, at: datetime | None = None) -> bool:
        changed = {"state": state, "changed_at": at or func.now()}
        statement = upsert(consents).values({"clinic_id": clinic_id, "number": number, **changed})
        statement = statement.on_conflict_do_update(
            index_elements=["clinic_id", "number"], set_=changed, where=consents.c.state != state
        )
        return (
            await self._work.connection.execute(statement.returning(consents.c.state))
        ).scalar() is not None

    async def _renew(self, clinic_id: str, number: str, at: datetime | None) -> None:
        """Of two withdrawals the later counts."""
        later = func.greatest(consents.c.changed_at, at or func.now())
        await self._work.connection.execute(
            update(consents)
            .where(consents.c.clinic_id == clinic_id, consents.c.number == number)
            .values(changed_at=later)
        )

    async def _write(
        self,
        clinic_id: str,
        number: str,
        state: str,
        source: str,
        at: datetime,
        **shown: str | None,
    ) -> None:
        row = {"clinic_id": clinic_id, "number": number, "state": state, "source": source, "at": at}
        await self._work.connection.execute(insert(consent_ledger).values({**row, **shown}))

    def _say_withdrawn(
        self, clinic_id: str, parties: Sequence[Party], source: str, correlation_id: UUID
    ) -> None:
        for party in parties:
            self._work.say(
                ConsentWithdrawn(
                    event_id=self._work.new_id(),
                    clinic_id=clinic_id,
                    occurred_at=self._work.now,
                    correlation_id=correlation_id,
                    party=party,
                    source=source,
                )
            )

    def _say_given(
        self, clinic_id: str, parties: Sequence[Party], source: str, correlation_id: UUID, **given: Any
    ) -> None:
        for party in parties:
            self._work.say(
                ConsentGiven(
                    event_id=self._work.new_id(),
                    clinic_id=clinic_id,
                    occurred_at=self._work.now,
                    correlation_id=correlation_id,
                    party=party,
                    source=source,
                    **given,
                )
            )
