"""Texts on their way to the carrier: each is claimed, handed over, and its outcome written.

Claim and outcome are units of work of their own; the carrier is called between them, outside any.
"""

import asyncio
import time
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial

from aftercare_chassis import UnitOfWork, Works
from aftercare_notifications.domain.outcomes import Outcome
from aftercare_notifications.domain.pools import Pools, is_held
from aftercare_notifications.domain.sending import Lane
from aftercare_notifications.gateways.carrier import Carrier
from aftercare_notifications.jobs.claiming import Claimant
from aftercare_notifications.jobs.flights import Flight, fly, record
from aftercare_notifications.jobs.purse import Purse
from aftercare_notifications.jobs.singly import singly
from aftercare_notifications.settings import NotificationsSettings
from aftercare_notifications.settings.senders import Sender
from aftercare_notifications.store import Claims, Senders

_LOOK_UP = 0.5  # seconds until the lane is looked at again while the carrier is slow
_RELEASE = 60.0  # seconds between looks for texts whose sender is not ours any more


class Dispatcher:
    """One lane, under its job's name; `at_once` bounds the texts under way.

    It gives way to `first`, another lane of this process: what has come there goes before the next text here.
    """

    def __init__(
        self,
        name: str,
        lane: Lane,
        carrier: Carrier,
        settings: NotificationsSettings,
        *,
        at_once: int,
        first: "Dispatcher | None" = None,
    ) -> None:
        self._name = name
        self._lane = lane
        self._carrier = carrier
        self._first = first
        self._pools = Pools(senders=settings.senders)
        self._purse = Purse(settings)
        self._claimant = Claimant(lane, self._pools, settings.default_country)
        self._at_once = at_once
        self._flying: set[asyncio.Task[tuple[Flight, Outcome]]] = set()
        self._landed: deque[tuple[Flight, Outcome]] = deque()
        self._released_at = float("-inf")
        self._turn = 0
        self._news = asyncio.Event()
        self._off = asyncio.Event()
        self._off.set()
        self._listens_to: Works | None = None

    async def run(self, works: Works) -> bool:
        """Write what came back, claim what is due, and wait a moment; true while there is more."""
        if self._listens_to is not works:
            works.on_wake(self._name, self._hear)
            self._listens_to = works
        try:
            self._news.clear()
            await self._write(works)
            try:
                more = await self._claim(works)
            finally:
                self._off.set()
            await self._land(min(self._purse.seconds(), _LOOK_UP))
        except asyncio.CancelledError:
            await self._come_home(works)
            raise
        return bool(more or self._flying or self._landed or self._purse.waits)

    async def gone(self) -> None:
        """Until what has come to this lane is off to the carrier; not for longer than a moment."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_UP):
                await self._off.wait()

    def _hear(self) -> None:
        self._news.set()
        self._off.clear()

    async def _write(self, works: Works) -> None:
        """What came of each text; one that cannot be written stays in doubt, and is looked up later."""
        while self._landed:
            flight, outcome = self._landed[0]
            write = partial(record, flight, outcome, self._lane, self._purse.pace_of(flight.text.sender))
            await singly(works, write, of=flight.text.message_id)
            self._landed.popleft()

    async def _claim(self, works: Works) -> bool:
        """From each sender in turn what it may send now; whether there may be more."""
        addresses = self._purse.open()
        if len(self._flying) >= self._at_once or not addresses:
            return False
        match self._lane:
            case Lane.URGENT:
                return await self._claim_urgent(addresses, works)
            case Lane.PROMPT:
                return await self._claim_prompts(addresses, works)

    async def _claim_urgent(self, addresses: Sequence[str], works: Works) -> bool:
        """What is urgent goes at once, and is paid for when it has gone."""
        flights: list[Flight] = []
        full = False
        async with works.begin() as work:
            ours, held = await self._look(addresses, work)
            for sender in ours:
                free = self._at_once - len(self._flying) - len(flights)
                if free > 0:
                    claimed, more = await self._claimant.claim(sender, free, held, work)
                    flights, full = flights + claimed, full or more
                else:
                    full = True
        self._launch(flights)
        await asyncio.sleep(0)  # they are on the wire before anything else is done
        self._off.set()
        await self._purse.pay(flights, {}, works)
        return full

    async def _claim_prompts(self, addresses: Sequence[str], works: Works) -> bool:
        """What a sender's bucket has segments for."""
        await self._give_way()
        async with works.begin() as work:
            ours, held = await self._look(addresses, work)
        full = False
        for sender in ours:
            free = self._at_once - len(self._flying)
            if is_held(sender, held) or free <= 0:
                continue
            taken = await self._purse.take(sender, free, works)
            if taken:
                async with works.begin() as work:
                    flights, more = await self._claimant.claim(sender, taken, held, work)
                self._launch(flights)
                await self._purse.pay(flights, {sender.address: taken}, works)
                full = full or more
        return full

    async def _look(
        self, addresses: Sequence[str], work: UnitOfWork
    ) -> tuple[Sequence[Sender], frozenset[str]]:
        """The senders that have something to send, each first in its turn, and what is held."""
        senders = Senders(work, self._pools)
        if time.monotonic() - self._released_at > _RELEASE:
            await senders.release()
            self._released_at = time.monotonic()
        await senders.assign(self._lane)
        waiting = await Claims(work).waiting(self._lane, addresses)
        held = await Claims(work).held(self._lane)
        self._turn += 1
        ours = [one for one in self._pools.senders if one.address in waiting]
        turn = self._turn % len(ours) if ours else 0
        return (*ours[turn:], *ours[:turn]), held

    def _launch(self, flights: Iterable[Flight]) -> None:
        self._flying |= {asyncio.create_task(self._fly(one)) for one in flights}

    async def _give_way(self) -> None:
        if self._first is not None:
            await self._first.gone()

    async def _fly(self, flight: Flight) -> tuple[Flight, Outcome]:
        await self._give_way()
        return flight, await fly(flight, self._carrier)

    async def _land(self, seconds: float | None) -> None:
        """Until a text lands, or the time is up; in the urgent lane also until another comes."""
        if self._flying:
            waking = [asyncio.create_task(self._news.wait())] if seconds and self._lane is Lane.URGENT else []
            try:
                await asyncio.wait(
                    {*self._flying, *waking}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
                )
            finally:
                for one in waking:
                    one.cancel()
            done = {one for one in self._flying if one.done()}
            self._flying -= done
            self._landed += [task.result() for task in done if not task.cancelled()]
        elif self._purse.waits and seconds:
            await asyncio.sleep(seconds)

    async def _come_home(self, works: Works) -> None:
        """Stopping: what is under way is waited for, and written."""
        while self._flying:
            await self._land(None)
        await self._write(works)
