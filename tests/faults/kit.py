"""Notifications as a process of its own, with a carrier behind a gate, a database and a vhost."""

import asyncio
import json
import os
import secrets
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aio_pika
import asyncpg
import httpx
from faults.gate import Gate
from sandbox.trial import serving

from aftercare_chassis import topology
from aftercare_chassis.connecting import connected
from aftercare_contracts import Event
from aftercare_demo.servers import Servers, provision
from aftercare_demo.servers.ports import free_ports
from aftercare_demo.servers.supervision import Program, Supervision, supervised
from aftercare_demo.vhost import Vhost, vhost

SENDER = "+15005550006"
_ACCOUNT, _TOKEN = "AC" + "a1" * 16, "the token"
_SERVICES = ("scheduling", "checkins", "escalations", "notifications", "console")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """The process under test, and all that it talks to."""

    supervision: Supervision
    database_url: str
    broker: Vhost
    gate: Gate
    carrier: httpx.AsyncClient
    program: Program
    ready_url: str

    async def start(self) -> None:
        """Start notifications, and wait until it is ready."""
        await self.supervision.start(self.program)
        async with asyncio.timeout(60), httpx.AsyncClient() as client:
            while not await _answers(client, self.ready_url):
                assert self.supervision.running("notifications"), self.supervision.last_words("notifications")
                await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """End it as a crash does: kill -9."""
        await self.supervision.signal("notifications", "SIGKILL")
        await self.supervision.exit_of("notifications")

    async def publish(self, events: Sequence[Event]) -> None:
        """Say events as the other services do."""
        async with connected(self.broker.url) as connection:
            channel = await connection.channel()
            exchange = await channel.get_exchange(topology.EVENTS, ensure=False)
            for event in events:
                message = aio_pika.Message(
                    event.model_dump_json().encode(),
                    message_id=str(event.event_id),
                    type=event.topic,
                    delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
                )
                await exchange.publish(message, event.topic)

    async def conditions(self, **conditions: object) -> None:
        """The carrier's weather."""
        (await self.carrier.put("/control/conditions", json=conditions)).raise_for_status()

    async def behaves(self, phone: str, **behaviour: object) -> None:
        """How a phone takes texts."""
        (await self.carrier.put(f"/control/behaviours/{phone}", json=behaviour)).raise_for_status()

    async def texts(self) -> list[dict[str, Any]]:
        """What the carrier took, oldest first."""
        query = {"direction": "outbound-api", "limit": "100000"}
        answer = await self.carrier.get("/control/messages", params=query)
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found

    @asynccontextmanager
    async def database(self) -> AsyncIterator[asyncpg.Connection]:
        """The database of notifications, as its owner."""
        connection = await asyncpg.connect(self.database_url.replace("+asyncpg", ""))
        try:
            yield connection
        finally:
            await connection.close()

    @asynccontextmanager
    async def nothing_written_to(self, table: str) -> AsyncIterator[None]:
        """Until the block ends, nobody gets at a table; the block begins when notifications waits for it."""
        async with self.database() as holder, self.database() as watcher, holder.transaction():
            await holder.execute(f"lock table {table} in access exclusive mode")
            async with asyncio.timeout(60):
                while not await watcher.fetchval(_WAITS, table):  # noqa: ASYNC110 - another process
                    await asyncio.sleep(0.01)
            yield


_WAITS = "select count(*) > 0 from pg_locks where not granted and relation = $1::text::regclass"


@asynccontextmanager
async def kit(own: Servers, *, at: str, gated: bool = True) -> AsyncIterator[Kit]:
    """Notifications, migrated and not yet started, on a clock that begins at a moment.

    `gated`: it reaches the carrier through the gate alone.
    """
    name = f"faults_{secrets.token_hex(4)}"
    async with supervised() as supervision, vhost(own, name, _SERVICES) as broker:
        databases = await provision(own, ("notifications",), under=f"_{name}")
        port, sandbox_port, gate_port = free_ports(3)
        clock = supervision.folder / "clock.json"
        anchor = {"real": time.time(), "virtual": datetime.fromisoformat(at).timestamp(), "speed": 1}
        clock.write_text(json.dumps(anchor))
        environment = _own() | {
            "AFTERCARE_DATABASE_URL": databases["notifications"],
            "AFTERCARE_AMQP_URL": broker.services["notifications"],
            "AFTERCARE_HTTP_PORT": str(port),
            "AFTERCARE_CLOCK_FILE": str(clock),
            "AFTERCARE_TICK": "0.1",
            "AFTERCARE_TWILIO_ACCOUNT_SID": _ACCOUNT,
            "AFTERCARE_TWILIO_AUTH_TOKEN": _TOKEN,
            "AFTERCARE_TWILIO_BASE_URL": f"http://127.0.0.1:{gate_port if gated else sandbox_port}",
            "AFTERCARE_TWILIO_SENDER": SENDER,
            "AFTERCARE_SEGMENTS_PER_SECOND": "100",
            "AFTERCARE_CARRIER_TIMEOUT": "2",
            "AFTERCARE_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "AFTERCARE_PHOTO_KEY": secrets.token_hex(24),
        }
        carrier_environment = _own() | {
            "AFTERCARE_SANDBOX_ACCOUNT_SID": _ACCOUNT,
            "AFTERCARE_SANDBOX_AUTH_TOKEN": _TOKEN,
            "AFTERCARE_SANDBOX_PORT": str(sandbox_port),
            "AFTERCARE_SANDBOX_SENDER": SENDER,
            "AFTERCARE_SANDBOX_CLOCK_FILE": str(clock),
        }
        await supervision.run(_program("migrate", "notifications", environment, supervision, "migrate"))
        await supervision.start(_program("sandbox", "sandbox", carrier_environment, supervision))
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{sandbox_port}", timeout=30) as carrier:
            async with asyncio.timeout(60):
                while not await _answers(carrier, "/live"):  # noqa: ASYNC110 - another process
                    await asyncio.sleep(0.05)
            gate = Gate(carrier=carrier)
            async with serving(gate.app(), gate_port):
                yield Kit(
                    supervision=supervision,
                    database_url=databases["notifications"],
                    broker=broker,
                    gate=gate,
                    carrier=carrier,
                    program=_program("notifications", "notifications", environment, supervision),
                    ready_url=f"http://127.0.0.1:{port}/ready",
                )
                gate.open()


def _program(
    name: str, part: str, environment: dict[str, str], supervision: Supervision, *arguments: str
) -> Program:
    return Program(
        name=name,
        argv=[sys.executable, "-m", f"aftercare_{part}", *arguments],
        env=environment,
        folder=supervision.folder,
        ending="SIGTERM",
    )


def _own() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("AFTERCARE_")}


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
