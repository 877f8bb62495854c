"""What the stories about texts are told with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID

import httpx
from pydantic import SecretStr
from sqlalchemy import RowMapping, select, text
from starlette.applications import Starlette
from support.carrier import FakeCarrier
from support.heard import tell
from support.media import FakeMedia
from twilio.request_validator import RequestValidator

from aftercare_chassis import Handlers, Job, Works
from aftercare_contracts import Event
from aftercare_notifications.handlers import handlers
from aftercare_notifications.jobs import RECONCILE, SEND_PROMPTS, SEND_URGENT, jobs
from aftercare_notifications.jobs.photos import photo_jobs
from aftercare_notifications.settings import NotificationsSettings
from aftercare_notifications.settings.senders import Sender
from aftercare_notifications.tables import messages
from aftercare_notifications.webhooks import routes

ACCOUNT, TOKEN, OLD_TOKEN = "AC" + "a1" * 16, "the token", "the token before"
PHOTO_KEY = "a key for passes to photos"
KEY, OLD_KEY = "the key of webhooks", "the key of webhooks before"
OURS = "+15005550006"
FROM = Sender(address=OURS)
PUBLIC = "https://clinic.example/texts"


def settings_with(**changes: object) -> NotificationsSettings:
    known: dict[str, object] = {
        "database_url": "postgresql+asyncpg://nobody@127.0.0.1:1/none",
        "amqp_url": "amqp://nobody@127.0.0.1:1/",
        "twilio_account_sid": ACCOUNT,
        "twilio_auth_token": SecretStr(TOKEN),
        "twilio_auth_token_previous": SecretStr(OLD_TOKEN),
        "twilio_webhook_key": SecretStr(KEY),
        "twilio_webhook_key_previous": SecretStr(OLD_KEY),
        "twilio_sender": OURS,
        "public_url": PUBLIC,
        "segments_per_second": 10_000,
        "photo_key": SecretStr(PHOTO_KEY),
    }
    return NotificationsSettings.model_validate(known | changes)


@dataclass(slots=True, kw_only=True)
class Stage:
    """All that a story about texts is told with."""

    works: Works
    carrier: FakeCarrier
    media: FakeMedia = field(default_factory=FakeMedia)
    settings: NotificationsSettings = field(default_factory=settings_with)
    handlers: Handlers = field(default_factory=handlers)
    jobs: dict[str, Job] = field(init=False)

    def __post_init__(self) -> None:
        found = [*jobs(self.settings, self.carrier), *photo_jobs(self.settings, self.media)]
        self.jobs = {job.name: job for job in found}

    async def tell(self, *events: Event) -> None:
        await tell(self.works, self.handlers, *events)

    async def send(self) -> None:
        """Both lanes, until there is nothing to do."""
        for lane in (SEND_URGENT, SEND_PROMPTS):
            await self.run(lane)

    async def run(self, job: str) -> None:
        while await self.jobs[job].run(self.works):
            pass

    async def reconcile(self) -> None:
        """A while later, what is in doubt is looked up."""
        await self.seconds_pass(60)
        await self.run(RECONCILE)

    async def seconds_pass(self, seconds: int) -> None:
        """Of the real time that is counted by PostgreSQL."""
        span = f"interval '{seconds} seconds'"
        columns = ("not_before", "claimed_at", "created_at")
        moved = ", ".join(f"{one} = {one} - {span}" for one in columns)
        async with self.works.engine.begin() as connection:
            await connection.execute(text(f"update messages set {moved}"))  # noqa: S608 - our own words
            await connection.execute(text(f"update inbound set created_at = created_at - {span}"))  # noqa: S608
            await connection.execute(text(f"update holds set until = until - {span}"))  # noqa: S608

    async def message(self, message_id: UUID) -> RowMapping:
        async with self.works.engine.connect() as connection:
            query = select(messages).where(messages.c.message_id == message_id)
            return (await connection.execute(query)).mappings().one()

    async def execute(self, statement: str) -> None:
        """Something that no service does."""
        async with self.works.engine.begin() as connection:
            await connection.exec_driver_sql(statement)

    async def plan(self, query: str) -> str:
        """How PostgreSQL would go about a query."""
        async with self.works.engine.connect() as connection:
            return "\n".join((await connection.execute(text(f"explain {query}"))).scalars())

    async def rows(self, table: str) -> int:
        async with self.works.engine.connect() as connection:
            found = await connection.execute(text(f"select count(*) from {table}"))  # noqa: S608
            return int(found.scalar_one())


@dataclass(frozen=True, slots=True, kw_only=True)
class Twilio:
    """Posts to our webhooks as Twilio does; `client` for those that do it otherwise."""

    client: httpx.AsyncClient

    async def text(self, words: str, *, sid: str, number: str, **more: str) -> httpx.Response:
        return await self.post("/twilio/sms", text_form(words, sid=sid, number=number, **more))

    async def report(
        self, status: str, *, sid: str, message_id: UUID | None = None, code: int | None = None
    ) -> httpx.Response:
        form = {"AccountSid": ACCOUNT, "MessageSid": sid, "SmsSid": sid, "MessageStatus": status}
        if code is not None:
            form["ErrorCode"] = str(code)
        query = f"?message_id={message_id}" if message_id else ""
        return await self.post(f"/twilio/status{query}", form)

    async def post(
        self, path: str, form: dict[str, str], *, token: str = TOKEN, signature: str | None = None
    ) -> httpx.Response:
        signed = signature or sign(path, form, token=token)
        headers = {
            "X-Twilio-Signature": signed,
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        }
        return await self.client.post(path, content=urlencode(form), headers=headers)


@asynccontextmanager
async def webhooks_of(stage: Stage) -> AsyncIterator[Twilio]:
    """The webhooks of a service with the settings of this stage."""
    transport = httpx.ASGITransport(app=Starlette(routes=routes(stage.settings, stage.works)))
    async with httpx.AsyncClient(transport=transport, base_url="http://inside") as client:
        yield Twilio(client=client)


def text_form(words: str, *, sid: str, number: str, **more: str) -> dict[str, str]:
    form = {
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
        "Body": words,
        "From": number,
        "FromCity": "",
        "FromCountry": "US",
        "MessageSid": sid,
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "SmsStatus": "received",
        "To": OURS,
    }
    return form | more


def sign(path: str, form: dict[str, str], *, token: str = TOKEN) -> str:
    signature: str = RequestValidator(token).compute_signature(PUBLIC + path, form)
    return signature


def sid_of(number: int) -> str:
    return f"SM{number:032x}"
