"""The desk of a clinic on call: escalations, a clock to move, and what reaches whom."""

from datetime import timedelta
from uuid import uuid4

from pydantic import SecretStr
from sqlalchemy import update

from aftercare_chassis import Handlers, Works
from aftercare_contracts import (
    CallAnswered,
    CallRequested,
    CaseOpened,
    Decision,
    Event,
    MessageRequested,
    PartyKind,
    Purpose,
)
from aftercare_escalations.handlers import CALL_DUE, PAGE_DUE, handlers
from aftercare_escalations.jobs import jobs
from aftercare_escalations.settings import EscalationsSettings
from aftercare_escalations.tables import pages
from support.clock import StoppedClock
from support.events import id_of
from support.heard import said, tell

SETTINGS = EscalationsSettings(
    database_url=SecretStr("postgresql+asyncpg://nobody@localhost/none"),
    amqp_url=SecretStr("amqp://localhost"),
    console_url="https://care.example.org",
    link_secret=SecretStr("a-link-secret-for-tests-alone"),
)
NAMES = {id_of(name): name for name in ("Lena", "Omar", "Rosa", "Amira", "Bruno", "Caro")}


class Desk:
    """Escalations with a clock to move: what it hears, and what reaches whom."""

    def __init__(self, works: Works, clock: StoppedClock) -> None:
        self.works = works
        self.clock = clock
        self.handlers: Handlers = handlers(SETTINGS)

    async def hear(self, *events: Event) -> None:
        """Deliver events that happen now, and after each let the woken job do what is due."""
        now = self.clock.now()
        for event in events:
            times = {"occurred_at", "received_at"} & event.model_fields_set
            await self.hear_late(event.model_copy(update=dict.fromkeys(times, now)))

    async def hear_late(self, event: Event) -> None:
        """Deliver an event that happened when it says."""
        await tell(self.works, self.handlers, event)
        await self.tick()

    async def tick(self) -> None:
        for name in ("page-silent", PAGE_DUE, CALL_DUE):
            job = next(one for one in jobs(SETTINGS) if one.name == name)
            while await job.run(self.works):
                pass

    async def pass_by(self, **span: float) -> None:
        self.clock.pass_by(timedelta(**span))
        await self.tick()

    async def nothing_is_reported(self, **span: float) -> None:
        """Real time goes by, as PostgreSQL counts it, in which nothing is heard of the pages."""
        async with self.works.engine.begin() as connection:
            await connection.execute(update(pages).values(created_at=pages.c.created_at - timedelta(**span)))
        await self.tick()

    async def called(self) -> list[str]:
        return [NAMES[one.party.id] for one in await said(self.works, CallRequested)]

    async def press(self, name: str, key: str) -> None:
        """Somebody answers the last call to them with a key."""
        call = [one for one in await said(self.works, CallRequested) if one.party.id == id_of(name)][-1]
        now = self.clock.now()
        await self.hear_late(
            CallAnswered(
                event_id=uuid4(),
                clinic_id=call.clinic_id,
                occurred_at=now,
                correlation_id=call.correlation_id,
                call_id=call.call_id,
                party=call.party,
                decision={"1": Decision.TAKE, "2": Decision.PASS_ON}[key],
                answered_at=now,
            )
        )

    async def paged(self) -> list[str]:
        return [NAMES[one.party.id] for one in await self.messages(Purpose.PAGE)]

    async def messages(self, purpose: Purpose) -> list[MessageRequested]:
        return [one for one in await said(self.works, MessageRequested) if one.purpose is purpose]

    async def told(self, name: str) -> list[str]:
        """Wordings of the notices to somebody, without language and version."""
        return [
            one.wording.split(".")[0]
            for one in await self.messages(Purpose.NOTICE)
            if one.party.kind is PartyKind.STAFF and one.party.id == id_of(name)
        ]

    async def code(self, number: int = 0) -> str:
        return (await said(self.works, CaseOpened))[number].code
