"""One text on its way to the carrier, and what came of it."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from aftercare_chassis import UnitOfWork
from aftercare_contracts import Party, PartyKind
from aftercare_notifications.domain.contacts import Contact, render
from aftercare_notifications.domain.decisions import Send
from aftercare_notifications.domain.outcomes import Accepted, NotSent, Outcome, Refused, Text, Unknown
from aftercare_notifications.domain.pace import A_MOMENT, Pace
from aftercare_notifications.domain.repeats import marked
from aftercare_notifications.domain.sending import Lane
from aftercare_notifications.gateways import metrics
from aftercare_notifications.gateways.carrier import Carrier
from aftercare_notifications.settings.senders import Sender
from aftercare_notifications.store import Contacts, Due, Paces, Progress
from aftercare_notifications.store.holds import lift

# How much longer than a request to the carrier a claim lasts. Whoever has not begun the request after the
# first half of this lets the text go, so that a process that was held up never sends what another one
# may have taken over.
MARGIN = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """A text that was claimed, at this attempt and monotonic moment.

    A `nimble` one goes through another sender next time, and so has nothing to wait for at this one.
    """

    text: Text
    attempt: int
    nimble: bool
    claimed_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A text that is to go now, through a sender."""

    due: Due
    send: Send
    sender: Sender
    nimble: bool = False


async def prepare(going: Sequence[Ready], work: UnitOfWork) -> list[Flight]:
    """The texts as they go, with the names of whom they tell; one that may have arrived already says so."""
    named = await Contacts(work).get({party for one in going for party in one.due.names.values()})
    return [_flight(one, named) for one in going]


def _flight(ready: Ready, named: Mapping[Party, Contact]) -> Flight:
    due, row = ready.due, ready.due.row
    body = render(row["text"], due.names, named, reader=PartyKind(row["party_kind"]))
    return Flight(
        text=Text(
            message_id=row["message_id"],
            number=ready.send.number,
            body=marked(body, due.language) if row["repeats"] else body,
            validity=ready.send.validity,
            sender=ready.sender,
        ),
        attempt=row["attempts"] + 1,
        nimble=ready.nimble,
        claimed_at=time.monotonic(),
    )


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


async def record(flight: Flight, outcome: Outcome, lane: Lane, pace: Pace, work: UnitOfWork) -> None:
    """Write what came of a text."""
    progress, message_id, sender = Progress(work), flight.text.message_id, flight.text.sender
    match outcome:
        case Accepted():
            await progress.accepted(
                message_id, flight.attempt, outcome.sid, outcome.status, account_sid=outcome.account_sid
            )
            await lift(work.connection, sender.address)
        case Refused():
            await progress.refused(message_id, flight.attempt, outcome.code, sender, elsewhere=flight.nimble)
        case NotSent():
            await progress.not_sent(
                message_id, flight.attempt, pause=None if flight.nimble else outcome.pause
            )
            if outcome.too_many:
                await Paces(work).pause(sender.address, pace, outcome.pause or A_MOMENT)
        case Unknown():
            metrics.UNKNOWN_OUTCOMES.labels(lane).inc()
            await progress.in_doubt(
                message_id, flight.attempt, pause=None if flight.nimble else outcome.pause
            )
