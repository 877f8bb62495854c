"""Texts on their way to the carrier: each is claimed, handed over, and its outcome written.

Claim and outcome are units of work of their own; the carrier is called between them, outside any.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from aftercare_chassis import UnitOfWork, Works
from aftercare_contracts import PartyKind, Purpose
from aftercare_notifications.domain.contacts import render
from aftercare_notifications.domain.outcomes import Accepted, NotSent, Outcome, Refused, Text, Unknown
from aftercare_notifications.domain.sending import AskAgain, Facts, Hold, Lane, Refuse, Send, decide
from aftercare_notifications.gateways import metrics
from aftercare_notifications.gateways.carrier import Carrier
from aftercare_notifications.gateways.zones import zones_of
from aftercare_notifications.settings import NotificationsSettings
from aftercare_notifications.store import Claims, Contacts, Due, Progress

# How much longer than a request to the carrier a claim lasts. Whoever has not begun the request after the
# first half of this lets the text go, so that a process that was held up never sends what another one
# may have taken over.
MARGIN = timedelta(seconds=5)
_LOOK_UP = 0.5  # seconds until the lane is looked at again while the carrier is slow


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """A text that was claimed, at this attempt and monotonic moment."""

    text: Text
    attempt: int
    claimed_at: float


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
        self._landed: list[tuple[Flight, Outcome]] = []

    async def run(self, works: Works) -> bool:
        """Write what came back, claim what is due, and wait a moment; true while there is more."""
        try:
            free = self._at_once - len(self._flying)
            flights, full = await self._one_unit(works, free)
            self._flying |= {asyncio.create_task(self._fly(one)) for one in flights}
            await self._land(_LOOK_UP)
        except asyncio.CancelledError:
            await self._come_home(works)
            raise
        return bool(full or self._flying or self._landed)

    async def _one_unit(self, works: Works, free: int) -> tuple[list[Flight], bool]:
        async with works.begin() as work:
            for flight, outcome in self._landed:
                await _record(flight, outcome, self._lane, work)
            due = await Claims(work).due(self._lane, free) if free > 0 else []
            flights = await self._settle(due, work)
        self._landed.clear()
        return flights, 0 < free == len(due)

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
        flights = await _prepare(going, work)
        await claims.send([_claim(one.text) for one in flights])
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
            hours=due.hours,
            clinic_timezone=due.clinic_timezone,
            expires_at=due.row["expires_at"],
            waited=due.waited,
        )

    async def _fly(self, flight: Flight) -> tuple[Flight, Outcome]:
        if time.monotonic() - flight.claimed_at > MARGIN.total_seconds() / 2:
            return flight, NotSent(reason="HeldUp")
        return flight, await self._carrier.send(flight.text)

    async def _land(self, seconds: float) -> None:
        if self._flying:
            done, self._flying = await asyncio.wait(
                self._flying, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
            )
            self._landed += [task.result() for task in done]

    async def _come_home(self, works: Works) -> None:
        """Stopping: what is under way is waited for, and written."""
        if self._flying:
            done, _ = await asyncio.wait(self._flying)
            self._landed += [task.result() for task in done]
            self._flying = set()
        if self._landed:
            await self._one_unit(works, 0)


async def _prepare(going: Sequence[tuple[Due, Send]], work: UnitOfWork) -> list[Flight]:
    named = await Contacts(work).get({party for due, _ in going for party in due.names.values()})
    return [
        Flight(
            text=Text(
                message_id=due.row["message_id"],
                number=send.number,
                body=render(due.row["text"], due.names, named),
                validity=send.validity,
            ),
            attempt=due.row["attempts"] + 1,
            claimed_at=time.monotonic(),
        )
        for due, send in going
    ]


def _claim(text: Text) -> dict[str, object]:
    return {"message_id": text.message_id, "number": text.number, "body": text.body}


async def _record(flight: Flight, outcome: Outcome, lane: Lane, work: UnitOfWork) -> None:
    progress, message_id = Progress(work), flight.text.message_id
    match outcome:
        case Accepted():
            await progress.accepted(message_id, flight.attempt, outcome.sid, outcome.status)
        case Refused():
            await progress.refused(message_id, flight.attempt, outcome.code)
        case NotSent():
            await progress.not_sent(message_id, flight.attempt)
        case Unknown():
            metrics.UNKNOWN_OUTCOMES.labels(lane).inc()
            await progress.in_doubt(message_id, flight.attempt)
