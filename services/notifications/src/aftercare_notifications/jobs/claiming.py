"""Texts whose turn it is: each is looked at once more, and goes, waits, or is given up."""

from collections.abc import Collection, Sequence

from aftercare_chassis import UnitOfWork, closed_days
from aftercare_contracts import PartyKind, Purpose
from aftercare_notifications.domain.decisions import AskAgain, Drop, Hold, Refuse, Send
from aftercare_notifications.domain.pools import Pools, is_held
from aftercare_notifications.domain.rules import rules_for
from aftercare_notifications.domain.sending import RETRY_CONTACT, Facts, Lane, decide
from aftercare_notifications.domain.windows import Window
from aftercare_notifications.gateways.zones import zones_of
from aftercare_notifications.jobs.flights import Flight, Ready, prepare
from aftercare_notifications.settings.senders import Sender
from aftercare_notifications.store import Claims, Due, Progress


class Claimant:
    """Claims for one lane; `country` is that of numbers written without one."""

    def __init__(self, lane: Lane, pools: Pools, country: str) -> None:
        self._lane = lane
        self._pools = pools
        self._country = country

    async def claim(
        self, sender: Sender, limit: int, held: Collection[str], work: UnitOfWork
    ) -> tuple[list[Flight], bool]:
        """Up to `limit` texts of a sender, and whether there may be more; pages alone while it is held."""
        only = Purpose.PAGE if is_held(sender, held) else None
        due = await Claims(work).due(self._lane, sender.address, limit, only=only)
        going = [ready for one in due if (ready := await self._settle(one, sender, held, work)) is not None]
        flights = await prepare(going, work)
        await Claims(work).send([one.text for one in flights])
        return flights, len(due) == limit

    async def _settle(self, one: Due, usual: Sender, held: Collection[str], work: UnitOfWork) -> Ready | None:
        claims, progress, message_id = Claims(work), Progress(work), one.row["message_id"]
        match decide(work.now, self._facts(one)):
            case Send() as send:
                ready = self._ready(one, send, usual, held)
                if ready is None:
                    await claims.ask_again(message_id, RETRY_CONTACT)
                return ready
            case Hold(until):
                await claims.hold(message_id, until)
            case AskAgain(after):
                await claims.ask_again(message_id, after)
            case Refuse(reason):
                await progress.failed(one.row, None, reason)
            case Drop(reason):
                await progress.dropped(one.row, reason)
        return None

    def _ready(self, one: Due, send: Send, usual: Sender, held: Collection[str]) -> Ready | None:
        """A page goes through another sender each time it has to go again; all else through its own."""
        if one.row["purpose"] != Purpose.PAGE:
            return Ready(due=one, send=send, sender=usual)
        ring: Sequence[Sender] = self._pools.ring(one.row["clinic_id"], usual)
        sender = self._pools.next_for_page(one.row["clinic_id"], usual, one.row["attempts"], held)
        return None if sender is None else Ready(due=one, send=send, sender=sender, nimble=len(ring) > 1)

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


def _window(due: Due, number: str | None) -> Window:
    return Window(
        hours=due.hours,
        rules=rules_for(number or "", due.country, due.region),
        closed=closed_days(due.hours, due.country, due.region),
    )
