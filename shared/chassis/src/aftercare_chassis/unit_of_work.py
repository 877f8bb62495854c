"""One transaction: what was heard, what follows from it, and what is to be said about it."""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from aftercare_chassis import outbox
from aftercare_chassis.clock import Clock
from aftercare_contracts import Event

RELAY = "relay"


@dataclass(slots=True, kw_only=True)
class UnitOfWork:
    """Handed to handlers and jobs; committed by whoever opened it, with all that was said in it."""

    connection: AsyncConnection
    now: datetime
    new_id: Callable[[], UUID] = uuid4
    said: list[outbox.Letter] = field(default_factory=list)
    wakes: set[str] = field(default_factory=set)
    after: list[Callable[[], None]] = field(default_factory=list)

    def say(self, event: Event) -> None:
        """Tell the other services, once this transaction has committed."""
        self.said.append(outbox.letter(event))
        self.wakes.add(RELAY)

    def wake(self, job: str) -> None:
        """Let a job of this service run at once after the commit, instead of at its next tick."""
        self.wakes.add(job)

    def afterwards(self, act: Callable[[], None]) -> None:
        """Do something that nothing depends on, as counting, once this transaction has committed."""
        self.after.append(act)


class Works:
    """Opens units of work, and wakes whom they ask to be woken once they have committed."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self.engine = engine
        self.clock = clock
        self._wakers: defaultdict[str, list[Callable[[], None]]] = defaultdict(list)

    def on_wake(self, name: str, waker: Callable[[], None]) -> None:
        """Call `waker` too after each commit that asked for `name`."""
        self._wakers[name].append(waker)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[UnitOfWork]:
        """A unit of work that commits when the block ends, and leaves nothing behind when it raises."""
        async with self.engine.begin() as connection:
            work = UnitOfWork(connection=connection, now=self.clock.now())
            yield work
            await outbox.post(connection, work.said)
        for act in work.after:
            act()
        for name in work.wakes:
            for waker in self._wakers[name]:
                waker()
