"""The whole system as processes of this machine: five services, the sandbox carrier, servers of their own."""

import asyncio
import os
import secrets
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from aftercare_demo.servers import Servers, ServersError, provision, servers
from aftercare_demo.servers.ports import free_ports
from aftercare_demo.servers.supervision import Program, Supervision, supervised
from aftercare_demo.vhost import Vhost, vhost
from aftercare_story.phones import SENDER

SERVICES = ("scheduling", "checkins", "escalations", "notifications", "console")
SANDBOX = "sandbox"
_SANDBOX_RATE = "100"  # its number is not a real one, which would send one segment a second
_PATIENCE = 120.0  # seconds for a process to become ready


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """Made anew for every run."""

    account_sid: str = field(default_factory=lambda: "AC" + secrets.token_hex(16))
    auth_token: str = field(default_factory=lambda: secrets.token_hex(16))
    api_token: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    photo_key: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    link_secret: str = field(default_factory=lambda: secrets.token_urlsafe(24))


@dataclass(slots=True, kw_only=True)
class Stack:
    """The running system: where its parts are, and the means to kill and start them."""

    servers: Servers
    supervision: Supervision
    databases: Mapping[str, str]
    broker: Vhost
    ports: Mapping[str, int]
    secrets: Secrets
    tick: float
    settings: Mapping[str, str] = field(default_factory=dict)
    """What the services are told besides."""

    def url(self, name: str) -> str:
        """Where a part answers over HTTP; `console-2` is the second replica of the console."""
        return f"http://127.0.0.1:{self.ports[name]}"

    async def start(self, name: str) -> None:
        """Start a part and wait until it is ready."""
        await self.launch(name)
        await self.ready(name)

    async def launch(self, name: str) -> None:
        """Start a part without waiting."""
        await self.supervision.start(self._program(name, name, []))

    async def kill(self, name: str) -> None:
        """End a part at once, as a crash would."""
        await self.supervision.kill(name)

    async def ready(self, name: str) -> None:
        """Wait until a part is ready; raises ServersError with its last words when it is not in time."""
        path = "/live" if name == SANDBOX else "/ready"
        try:
            async with asyncio.timeout(_PATIENCE), httpx.AsyncClient() as client:
                while not await _answers(client, self.url(name) + path):
                    if not self.supervision.running(name):
                        raise ServersError(f"{name} ended:\n{self.supervision.last_words(name)}")
                    await asyncio.sleep(0.05)
        except TimeoutError:
            words = self.supervision.last_words(name)
            raise ServersError(f"{name} is not ready after {_PATIENCE:.0f} seconds:\n{words}") from None

    async def migrate(self) -> None:
        """Bring all databases to the shape that the code knows."""
        programs = [self._program(service, f"migrate-{service}", ["migrate"]) for service in SERVICES]
        await asyncio.gather(*(self.supervision.run(program) for program in programs))

    def _program(self, part: str, name: str, arguments: list[str]) -> Program:
        module = f"aftercare_{part.partition('-')[0]}"
        return Program(
            name=name,
            argv=[sys.executable, "-m", module, *arguments],
            env=self._environment(part),
            folder=self.supervision.folder,
            ending="SIGTERM",
        )

    def _environment(self, part: str) -> dict[str, str]:
        service = part.partition("-")[0]
        clock = str(self.supervision.folder / "clock.json")
        if service == SANDBOX:
            return _own() | {
                "AFTERCARE_SANDBOX_ACCOUNT_SID": self.secrets.account_sid,
                "AFTERCARE_SANDBOX_AUTH_TOKEN": self.secrets.auth_token,
                "AFTERCARE_SANDBOX_PORT": str(self.ports[SANDBOX]),
                "AFTERCARE_SANDBOX_SMS_WEBHOOK": self.url("notifications") + "/twilio/sms",
                "AFTERCARE_SANDBOX_SENDER": SENDER,
                "AFTERCARE_SANDBOX_CLOCK_FILE": clock,
                "AFTERCARE_SANDBOX_TIMEZONE": "America/New_York",
            }
        return _own() | {
            "AFTERCARE_DATABASE_URL": self.databases[service],
            "AFTERCARE_AMQP_URL": self.broker.services[service],
            "AFTERCARE_HTTP_PORT": str(self.ports[part]),
            "AFTERCARE_CLOCK_FILE": clock,
            "AFTERCARE_TICK": str(self.tick),
            "AFTERCARE_API_TOKEN": self.secrets.api_token,
            "AFTERCARE_PHOTO_KEY": self.secrets.photo_key,
            "AFTERCARE_PHOTOS_URL": self.url("notifications"),
            "AFTERCARE_LINK_SECRET": self.secrets.link_secret,
            "AFTERCARE_COOKIE_SECURE": "false",
            "AFTERCARE_CONSOLE_URL": self.url("console"),
            "AFTERCARE_TWILIO_ACCOUNT_SID": self.secrets.account_sid,
            "AFTERCARE_TWILIO_AUTH_TOKEN": self.secrets.auth_token,
            "AFTERCARE_TWILIO_BASE_URL": self.url(SANDBOX),
            "AFTERCARE_TWILIO_SENDER": SENDER,
            "AFTERCARE_SEGMENTS_PER_SECOND": _SANDBOX_RATE,
            "AFTERCARE_PUBLIC_URL": self.url("notifications"),
            **self.settings,
        }


@asynccontextmanager
async def stack(*, replicas: int = 1, tick: float = 0.2, durable: bool = True) -> AsyncIterator[Stack]:
    """The whole system on servers of its own, ready; nothing of it is left when the block ends."""
    async with servers(durable=durable) as own, stack_on(own, replicas=replicas, tick=tick) as started:
        yield started


@asynccontextmanager
async def stack_on(
    own: Servers, *, replicas: int = 1, tick: float = 0.2, settings: Mapping[str, str] | None = None
) -> AsyncIterator[Stack]:
    """The whole system on servers that others use too, in databases and a vhost of its own."""
    name = f"stack_{secrets.token_hex(4)}"
    async with supervised() as supervision, vhost(own, name, SERVICES) as broker:
        databases = await provision(own, SERVICES, under=f"_{name}")
        parts = [SANDBOX, *SERVICES, *(f"{s}-{n}" for s in SERVICES for n in range(2, replicas + 1))]
        ports = dict(zip(parts, free_ports(len(parts)), strict=True))
        started = Stack(
            servers=own,
            supervision=supervision,
            databases=databases,
            broker=broker,
            ports=ports,
            secrets=Secrets(),
            tick=tick,
            settings=settings or {},
        )
        await started.migrate()
        for part in parts:
            await started.launch(part)
        await asyncio.gather(*(started.ready(part) for part in parts))
        yield started


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _own() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("AFTERCARE_")}
