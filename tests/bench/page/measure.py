"""From the webhook of a severe reply to the page at Twilio's API: `make page-bench`.

Everything runs on this machine: servers of its own, the five services, the sandbox carrier without delay.
Texts come one after another, each when the one before is done with, to us and to the bare minimum in turn.
"""

# ruff: noqa: T201, ASYNC110 - it talks to a person on a terminal, and waits for other processes

import argparse
import asyncio
import os
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import httpx
from twilio.request_validator import RequestValidator

from aftercare_demo.servers.ports import free_ports
from aftercare_demo.servers.supervision import Program
from aftercare_demo.stack import Stack, stack
from aftercare_story.clinic import ROSA, SAM, Clinic
from aftercare_story.phones import SENDER, Phone

_REST = 0.3  # seconds of quiet after each text: receipts come in, the timeline is written
_PATIENCE = 60.0
_WORDS = "severe rash with pus"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way from a webhook to a page: its address, and whom it pages."""

    name: str
    webhook: str
    on_call: Phone


async def page(way: Way, sender: str, running: Stack, client: httpx.AsyncClient) -> float:
    """Milliseconds from the post of a webhook to the moment the carrier took the page it led to."""
    before = await _last_page(way, running, client)
    form = _form(sender, running)
    signature = RequestValidator(running.secrets.auth_token).compute_signature(way.webhook, form)
    posted_at = time.time()
    answer = await client.post(way.webhook, data=form, headers={"X-Twilio-Signature": signature})
    answer.raise_for_status()
    async with asyncio.timeout(_PATIENCE):
        while (taken_at := await _last_page(way, running, client)) == before:
            await asyncio.sleep(0.01)
    return (taken_at - posted_at) * 1000


async def _last_page(way: Way, running: Stack, client: httpx.AsyncClient) -> float:
    """When the carrier took the last page, by its clock, which is this machine's; 0 before the first."""
    query: dict[str, str | int] = {"to": way.on_call.number, "limit": 1}
    found = (await client.get(running.url("sandbox") + "/control/messages", params=query)).json()["messages"]
    return datetime.fromisoformat(found[0]["created_at"]).timestamp() if found else 0.0


def _form(sender: str, running: Stack) -> dict[str, str]:
    sid = f"SM{uuid4().hex}"
    return {
        "MessageSid": sid,
        "SmsSid": sid,
        "SmsMessageSid": sid,
        "AccountSid": running.secrets.account_sid,
        "From": sender,
        "To": SENDER,
        "Body": _WORDS,
        "NumMedia": "0",
        "NumSegments": "1",
        "ApiVersion": "2010-04-01",
    }


async def patients(count: int, running: Stack) -> list[str]:
    """As many patients a day after their procedure, all known to every service; their numbers."""
    clinic = Clinic(running.url("console"), running.secrets.api_token)
    await clinic.configure(page_wait_minutes=60)
    known = [_patient(number) for number in range(count)]
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    for one in known:
        await clinic.complete_procedure(one, date.fromisoformat(str(yesterday)))
    await clinic.close()
    dsn = running.databases["notifications"].replace("+asyncpg", "")
    connection = await asyncpg.connect(dsn)
    query = "select count(*) from contacts where party_kind = 'patient'"
    async with asyncio.timeout(_PATIENCE):
        while await connection.fetchval(query) < count:
            await asyncio.sleep(0.1)
    await connection.close()
    return [one.number for one in known]


def _patient(number: int) -> Phone:
    # 555-01XX is nobody's in each of these area codes.
    area = ("202", "212", "213", "312", "404", "415", "503", "617", "702", "713")[number // 100]
    return Phone(name=f"Patient{number} Number", number=f"+1{area}55501{number % 100:02d}", kind="patient")


async def bare(running: Stack) -> Way:
    """The bare minimum, started on a database of its own."""
    address = urlsplit(running.servers.postgres_url)
    connection = await asyncpg.connect(running.servers.postgres_url)
    await connection.execute("create database bare")
    await connection.close()
    port = free_ports(1)[0]
    environment = {
        "BARE_DATABASE": urlunsplit(address._replace(path="/bare")),
        "BARE_SANDBOX": running.url("sandbox"),
        "BARE_ACCOUNT": running.secrets.account_sid,
        "BARE_TOKEN": running.secrets.auth_token,
        "BARE_SENDER": SENDER,
        "BARE_ON_CALL": ROSA.number,
        "BARE_PORT": str(port),
    }
    program = Program(
        name="bare",
        argv=[sys.executable, str(Path(__file__).with_name("bare.py"))],
        env=dict(os.environ) | environment,
        folder=running.supervision.folder,
    )
    await running.supervision.start(program)
    await _up(f"http://127.0.0.1:{port}/live", running)
    return Way(name="bare", webhook=f"http://127.0.0.1:{port}/twilio/sms", on_call=ROSA)


async def _up(url: str, running: Stack) -> None:
    async with asyncio.timeout(_PATIENCE), httpx.AsyncClient() as client:
        while True:
            try:
                await client.get(url)
            except httpx.TransportError:
                if not running.supervision.running("bare"):
                    raise SystemExit(running.supervision.last_words("bare")) from None
                await asyncio.sleep(0.05)
            else:
                return


def show(name: str, spans: Sequence[float]) -> None:
    """Print the median and the 99th percentile of one way."""
    p50, p99 = (percentile(spans, share) for share in (50, 99))
    print(f"{name:10} N={len(spans)}  p50 {p50:7.1f} ms  p99 {p99:7.1f} ms")


def percentile(spans: Sequence[float], share: int) -> float:
    """The value that this share of a hundred does not exceed, between the two next to it."""
    return statistics.quantiles(spans, n=100, method="inclusive")[share - 1]


async def main(count: int) -> None:
    """Page about as many patients as told, each way in turn."""
    async with stack(tick=1.0) as running, httpx.AsyncClient(timeout=30) as client:
        conditions = running.url("sandbox") + "/control/conditions"
        (await client.put(conditions, json={"min_delay_s": 0, "max_delay_s": 0})).raise_for_status()
        numbers = await patients(count, running)
        ours = Way(name="aftercare", webhook=running.url("notifications") + "/twilio/sms", on_call=SAM)
        ways = (ours, await bare(running))
        spans: dict[str, list[float]] = {way.name: [] for way in ways}
        await asyncio.sleep(5)
        for number in numbers:
            for way in ways:
                spans[way.name].append(await page(way, number, running, client))
                await asyncio.sleep(_REST)
    for name, measured in spans.items():
        show(name, measured)
    ratios = [percentile(spans["aftercare"], one) / percentile(spans["bare"], one) for one in (50, 99)]
    print(f"ratio      p50 {ratios[0]:.1f}  p99 {ratios[1]:.1f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=100, help="texts each way, at most 1000")
    asyncio.run(main(parser.parse_args().n))
