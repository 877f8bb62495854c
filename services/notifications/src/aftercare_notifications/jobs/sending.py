"""Texts on their way to the carrier: each is claimed, handed over, and its outcome written.

Claim and outcome are units of work of their own; the carrier is called between them, outside any.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from functools import partial

from aftercare_chassis import UnitOfWork, Works, closed_days
from aftercare_contracts import PartyKind, Purpose
from aftercare_notifications.domain.decisions import AskAgain, Drop, Hold, Refuse, Send
from aftercare_notifications.domain.outcomes import Outcome
from aftercare_notifications.domain.rules import rules_for
from aftercare_notifications.domain.sending import Facts, Lane, decide
from aftercare_notifications.domain.windows import Window
from aftercare_notifications.gateways.carrier import Carrier
from aftercare_notifications.gateways.zones import zones_of
from aftercare_notifications.jobs.flights import Flight, fly, prepare, record
from aftercare_notifications.jobs.singly import singly
from aftercare_notifications.settings import NotificationsSettings
from aftercare_notifications.store import Claims, Due, Progress

_LOOK_UP = 0.5  # seconds until the lane is looked at again while the carrier is slow


class Sender:
    """One lane; `at_once` bounds the texts under way."""

    def __init__(
        self, lane: Lane, carrier: Carrier, settings: NotificationsSettings, *, at_once: int
    ) -> None:
        self._lane = lane
        self._carrier = carrier
        self._country = settings.default_country
        self._at_once = at_once
        self._flying: set[asyncio.Task[tuple[Flight, Outcome]]] = set()
        self._landed: deque[tuple[Flight, Outcome]] = deque()

    async def run(self, works: Works) -> bool:
        """Write what came back, claim what is due, and wait a moment; true while there is more."""
        try:
            await self._write(works)
            free = self._at_once - len(self._flying)
            flights, full = await self._claim(works, free) if free > 0 else ([], False)
            self._flying |= {asyncio.create_task(self._fly(one)) for one in flights}
            await self._land(_LOOK_UP)
        except asyncio.CancelledError:
            await self._come_home(works)
            raise
        return bool(full or self._flying or self._landed)

    async def _write(self, works: Works) -> None:
        """What came of each text; one that cannot be written stays in doubt, and is looked up later."""
        while self._landed:
            flight, outcome = self._landed[0]
            write = partial(record, flight, outcome, self._lane)
            await singly(works, write, of=flight.text.message_id)
            self._landed.popleft()

    async def _claim(self, works: Works, free: int) -> tuple[list[Flight], bool]:
        async with works.begin() as work:
            due = await Claims(work).due(self._lane, free)
            return await self._settle(due, work), len(due) == free

    async def _settle(self, due: Sequence[Due], work: UnitOfWork) -> list[Flight]:
        claims, progress = Claims(work), Progress(work)
        going: list[tuple[Due, Send]] = []
        for one in due:
            message_id = one.row["message_id"]
            match decide(work.now, self._facts(one)):
                case Send() as send:
                    going.append((one, send))
                case Hold(until):
                    await claims.hold(message_id, until)
                case AskAgain(after):
                    await claims.ask_again(message_id, after)
                case Refuse(reason):
                    await progress.failed(one.row, None, reason)
                case Drop(reason):
                    await progress.dropped(one.row, reason)
        flights = await prepare(going, work)
        await claims.send([one.text for one in flights])
        return flights

    def _facts(self, due: Due) -> Facts:
        number = due.contact.number if due.contact else None
        return Facts(
            lane=self._lane,
            purpose=Purpose(due.row["purpose"]),
            kind=PartyKind(due.row["party_kind"]),
            contact=due.contact,
            consent=due.consent,
            number_zones=zones_of(number, self._country) if number else (),
            window=_window(due, number),
            clinic_timezone=due.clinic_timezone,
            expires_at=due.row["expires_at"],
            waited=due.waited,
            question=due.question,
        )

    async def _fly(self, flight: Flight) -> tuple[Flight, Outcome]:
        return flight, await fly(flight, self._carrier)

    async def _land(self, seconds: float | None) -> None:
        if self._flying:
            done, self._flying = await asyncio.wait(
                self._flying, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
            )
            self._landed += [task.result() for task in done if not task.cancelled()]

    async def _come_home(self, works: Works) -> None:
        """Stopping: what is under way is waited for, and written."""
        while self._flying:
            await self._land(None)
        await self._write(works)


def _window(due: Due, number: str | None) -> Window:
    return Window(
        hours=due.hours,
        rules=rules_for(number or "", due.country, due.region),
        closed=closed_days(due.hours, due.country, due.region),
    )
