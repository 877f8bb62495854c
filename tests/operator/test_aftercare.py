"""The operator's command, on a console and a broker that run."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aio_pika
import httpx
import pytest
import uvicorn
from conftest import OpenWorks
from starlette.applications import Starlette
from support.broker import eventually, open_broker
from support.builders_console import event
from support.console import CLINIC, TOKEN, settings
from support.heard import tell

from aftercare_chassis import topology
from aftercare_chassis.connecting import connected
from aftercare_console.app import routes
from aftercare_console.domain.forgetting import SERVICES
from aftercare_console.handlers import handlers
from aftercare_contracts import PatientErased, PatientForgotten
from aftercare_demo.servers import Servers
from aftercare_demo.servers.ports import free_ports

FILE = """Visit,Date,Client,First name,Last name,Mobile,Consent version,Consent form,Consent date
P-1,2026-03-02,ana,Ana,Ruiz,+12025550123,v1,intake-form,2026-03-01
P-2,2026-03-02,bea,Bea,Sol,my phone,v1,intake-form,2026-03-01
"""


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    out: str
    err: str


async def aftercare(*arguments: str, stdin: str = "", **environment: str) -> Ran:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "aftercare_operator", *arguments,
        env=os.environ | {"AFTERCARE_API_TOKEN": TOKEN, **environment},
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate(stdin.encode())
    assert process.returncode is not None
    return Ran(process.returncode, out.decode(), err.decode())


@asynccontextmanager
async def served(app: Starlette) -> AsyncIterator[str]:
    """An application at an address of its own."""
    [port] = free_ports(1)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, lifespan="off"))
    running = asyncio.create_task(server.serve())
    await eventually(lambda: _started(server))
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await running


async def _started(server: uvicorn.Server) -> bool:
    return server.started


async def test_a_file_goes_in_a_patient_comes_out_and_goes_away(
    open_works: OpenWorks, tmp_path: Path
) -> None:
    works = await open_works("aftercare_console")
    file = tmp_path / "patients.csv"
    file.write_text(FILE)
    async with served(Starlette(routes=routes(works, settings()))) as url:
        at = {"AFTERCARE_CONSOLE_URL": url}
        async with httpx.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}) as client:
            assert (await client.put(f"{url}/api/v1/clinics/main", json=CLINIC)).status_code == 201
        tried = await aftercare("import", str(file), **at)
        assert (tried.code, "line 3: number: This is not a phone number" in tried.out) == (1, True)
        done = await aftercare("import", str(file), "--commit", "--json", **at)
        assert (done.code, json.loads(done.out)["new"]) == (1, 1)
        exported = await aftercare("export", "ana", **at)
        assert json.loads(exported.out)["patient"]["family_name"] == "Ruiz"
        unsure = await aftercare("forget", "ana", stdin="no\n", **at)
        assert (unsure.code, "Nothing was erased" in unsure.err) == (2, True)
        waiting = await aftercare("forget", "ana", "--yes", "--wait", "0", **at)
        assert (waiting.code, waiting.out.count("not confirmed yet")) == (1, len(SERVICES))
        patient_id = json.loads(exported.out)["patient"]["patient_id"]
        erased = [event(PatientErased, name=one, service=one, patient_id=patient_id) for one in SERVICES]
        await tell(works, handlers(), *erased)
        assert (await aftercare("forget", "ana", "--yes", **at)).code == 0
        told = await aftercare("timeline", "ana", "--json", **at)
        assert PatientForgotten.topic in [one["topic"] for one in json.loads(told.out)]


async def test_what_is_refused_or_away_is_said_in_a_sentence(open_works: OpenWorks) -> None:
    works = await open_works("aftercare_console")
    async with served(Starlette(routes=routes(works, settings()))) as url:
        unknown = await aftercare("export", "nobody", AFTERCARE_CONSOLE_URL=url)
        assert (unknown.code, "There is no clinic main" in unknown.err) == (2, True)
        stranger = await aftercare("export", "ana", AFTERCARE_CONSOLE_URL=url, AFTERCARE_API_TOKEN="wrong")
        assert (stranger.code, "Authorization: Bearer" in stranger.err) == (2, True)
    away = await aftercare("timeline", "ana", AFTERCARE_CONSOLE_URL="http://127.0.0.1:1")
    assert (away.code, "does not answer" in away.err) == (3, True)
    deaf = await aftercare("graveyard", "list", AFTERCARE_AMQP_URL="amqp://127.0.0.1:1/")
    assert (deaf.code, "RabbitMQ cannot be used" in deaf.err) == (3, True)


async def test_the_graveyard_is_listed_shown_replayed_and_cleared(own_servers: Servers) -> None:
    async with open_broker(own_servers) as broker:
        await topology.declare(broker.url)
        async with connected(broker.url) as connection:
            channel = await connection.channel()
            exchange = await channel.get_exchange(topology.GRAVEYARD, ensure=False)
            for name in ("one", "two"):
                await exchange.publish(
                    aio_pika.Message(
                        name.encode(),
                        message_id=name,
                        headers={
                            "x-aftercare-queue": "checkins.reply.received.v1",
                            "x-aftercare-error": "Oops",
                        },
                    ),
                    "checkins.reply.received.v1",
                )
        at = {"AFTERCARE_AMQP_URL": broker.url}
        listed = await aftercare("graveyard", "list", "--json", **at)
        assert [one["message_id"] for one in json.loads(listed.out)] == ["one", "two"]
        assert (await aftercare("graveyard", "show", "two", **at)).out == "two\n"
        assert (await aftercare("graveyard", "show", "three", **at)).code == 2
        assert (await aftercare("graveyard", "discard", "two", stdin="n\n", **at)).code == 1
        assert (await aftercare("graveyard", "discard", "two", "--yes", **at)).code == 0
        assert (await aftercare("graveyard", "replay", "one", **at)).code == 0
        assert (await aftercare("graveyard", "replay", "all", **at)).code == 1
        assert "nothing is buried" in (await aftercare("graveyard", "list", **at)).out


@pytest.mark.parametrize("command", ["import", "export", "forget", "timeline", "graveyard"])
async def test_every_command_explains_itself(command: str) -> None:
    assert (await aftercare(command, "--help")).code == 0
