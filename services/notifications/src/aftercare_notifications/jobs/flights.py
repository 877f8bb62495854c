"""One text on its way to the carrier, and what came of it."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from aftercare_chassis import UnitOfWork
from aftercare_contracts import PartyKind
from aftercare_notifications.domain.contacts import render
from aftercare_notifications.domain.decisions import Send
from aftercare_notifications.domain.outcomes import Accepted, NotSent, Outcome, Refused, Text, Unknown
from aftercare_notifications.domain.sending import Lane
from aftercare_notifications.gateways import metrics
from aftercare_notifications.gateways.carrier import Carrier
from aftercare_notifications.store import Contacts, Due, Progress

# How much longer than a request to the carrier a claim lasts. Whoever has not begun the request after the
# first half of this lets the text go, so that a process that was held up never sends what another one
# may have taken over.
MARGIN = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """A text that was claimed, at this attempt and monotonic moment."""

    text: Text
    attempt: int
    claimed_at: float


async def prepare(going: Sequence[tuple[Due, Send]], work: UnitOfWork) -> list[Flight]:
    """The texts as they go, with the names of whom they tell."""
    named = await Contacts(work).get({party for due, _ in going for party in due.names.values()})
    return [
        Flight(
            text=Text(
                message_id=due.row["message_id"],
                number=send.number,
                body=render(due.row["text"], due.names, named, reader=PartyKind(due.row["party_kind"])),
                validity=send.validity,
            ),
            attempt=due.row["attempts"] + 1,
            claimed_at=time.monotonic(),
        )
        for due, send in going
    ]


async def fly(flight: Flight, carrier: Carrier) -> Outcome:
    """Hand the text over; whatever happens meanwhile, what came of it is said."""
    if time.monotonic() - flight.claimed_at > MARGIN.total_seconds() / 2:
        return NotSent(reason="HeldUp")
    try:
        return await carrier.send(flight.text)
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        return Unknown(reason="CancelledError")  # something inside gave up, and nobody asked us to
    except Exception as error:  # noqa: BLE001 - whatever it is, what came of the text must be said
        return Unknown(reason=type(error).__name__)


async def record(flight: Flight, outcome: Outcome, lane: Lane, work: UnitOfWork) -> None:
    """Write what came of a text."""
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
