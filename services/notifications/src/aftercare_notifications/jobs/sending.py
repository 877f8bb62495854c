"""Texts on their way to the carrier: each is claimed, handed over, and its outcome written.

Claim and outcome are units of work of their own; the carrier is called between them, outside any.
"""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Collection
from functools import partial

from aftercare_chassis import Works
from aftercare_notifications.domain.outcomes import Outcome
from aftercare_notifications.domain.pace import pace
from aftercare_notifications.domain.pools import Pools, is_held
from aftercare_notifications.domain.segments import segments
from aftercare_notifications.domain.sending import Lane
from aftercare_notifications.gateways.carrier import Carrier
from aftercare_notifications.jobs.claiming import Claimant
from aftercare_notifications.jobs.flights import Flight, fly, record
from aftercare_notifications.jobs.singly import singly
from aftercare_notifications.settings import NotificationsSettings
from aftercare_notifications.settings.senders import Sender
from aftercare_notifications.store import Claims, Paces, Senders

_LOOK_UP = 0.5  # seconds until the lane is looked at again while the carrier is slow
_RELEASE = 60.0  # seconds between looks for texts whose sender is not ours any more


class Dispatcher:
    """One lane, under its job's name; `at_once` bounds the texts under way."""

    def __init__(
        self, name: str, lane: Lane, carrier: Carrier, settings: NotificationsSettings, *, at_once: int
    ) -> None:
        self._name = name
        self._lane = lane
        self._carrier = carrier
        self._pools = Pools(senders=settings.senders)
        self._paces = {
            one.address: pace(settings.rate_of(one), urgent_share=settings.urgent_share)
            for one in settings.senders
        }
        self._claimant = Claimant(lane, self._pools, settings.default_country)
        self._at_once = at_once
        self._flying: set[asyncio.Task[tuple[Flight, Outcome]]] = set()
        self._landed: deque[tuple[Flight, Outcome]] = deque()
        self._empty_until: dict[str, float] = {}
        self._released_at = float("-inf")
        self._turn = 0
        self._news = asyncio.Event()
        self._listens_to: Works | None = None

    async def run(self, works: Works) -> bool:
        """Write what came back, claim what is due, and wait a moment; true while there is more."""
        if self._listens_to is not works:
            works.on_wake(self._name, self._news.set)
            self._listens_to = works
        try:
            self._news.clear()
            await self._write(works)
            more = await self._claim(works)
            await self._land(self._wait())
        except asyncio.CancelledError:
            await self._come_home(works)
            raise
        return bool(more or self._flying or self._landed or self._empty_until)

    async def _write(self, works: Works) -> None:
        """What came of each text; one that cannot be written stays in doubt, and is looked up later."""
        while self._landed:
            flight, outcome = self._landed[0]
            write = partial(record, flight, outcome, self._lane, self._paces[flight.text.sender.address])
            await singly(works, write, of=flight.text.message_id)
            self._landed.popleft()

    async def _claim(self, works: Works) -> bool:
        """From each sender in turn what it may send now; whether there may be more."""
        now = time.monotonic()
        self._empty_until = {one: until for one, until in self._empty_until.items() if until > now}
        addresses = [one.address for one in self._pools.senders if one.address not in self._empty_until]
        if len(self._flying) >= self._at_once or not addresses:
            return False
        async with works.begin() as work:
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
        return any([await self._claim_from(one, held, works) for one in (*ours[turn:], *ours[:turn])])

    async def _claim_from(self, sender: Sender, held: Collection[str], works: Works) -> bool:
        free = self._at_once - len(self._flying)
        if free <= 0:
            return True
        match self._lane:
            case Lane.PROMPT if is_held(sender, held):
                return False
            case Lane.PROMPT:
                taken = await self._take(sender, free, works)
            case Lane.URGENT:
                taken = free
        if taken == 0:
            return False
        async with works.begin() as work:
            flights, more = await self._claimant.claim(sender, taken, held, work)
        self._flying |= {asyncio.create_task(self._fly(one)) for one in flights}
        await self._pay(flights, sender, 0 if self._lane is Lane.URGENT else taken, works)
        return more

    async def _take(self, sender: Sender, at_most: int, works: Works) -> int:
        """Segments from the sender's bucket."""
        bucket = self._paces[sender.address]
        async with works.begin() as work:
            taken, level = await Paces(work).take(sender.address, bucket, at_most)
        if taken < at_most:
            self._empty_until[sender.address] = time.monotonic() + bucket.wait(level)
        return taken

    async def _pay(self, flights: Collection[Flight], sender: Sender, taken: int, works: Works) -> None:
        """What the texts cost; an urgent one has gone before it is paid for."""
        costs = Counter({sender.address: -taken})
        for one in flights:
            costs[one.text.sender.address] += segments(one.text.body)
        for address, cost in sorted(costs.items()):
            if cost:
                async with works.begin() as work:
                    await Paces(work).charge(address, self._paces[address], cost)

    async def _fly(self, flight: Flight) -> tuple[Flight, Outcome]:
        return flight, await fly(flight, self._carrier)

    def _wait(self) -> float:
        """Until a bucket has filled: seconds, no more than until the lane is looked at anyhow."""
        soonest = min(self._empty_until.values(), default=float("inf")) - time.monotonic()
        return min(max(soonest, 0.0), _LOOK_UP)

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
        elif self._empty_until and seconds:
            await asyncio.sleep(seconds)

    async def _come_home(self, works: Works) -> None:
        """Stopping: what is under way is waited for, and written."""
        while self._flying:
            await self._land(None)
        await self._write(works)
