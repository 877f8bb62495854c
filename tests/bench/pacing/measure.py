"""From the row of a page to the carrier, with thousands of prompts before it: `make pacing-bench`.

Notifications and the sandbox carrier are processes of their own, on servers of their own. The prompts are
paced at 100 segments a second; a page is asked for over RabbitMQ, as escalations does it.
"""

# ruff: noqa: T201, ASYNC110 - it talks to a person on a terminal, and waits for other processes

import argparse
import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from faults.kit import Kit, kit
from support.builders_notifications import (
    message_requested,
    patient_registered,
    prompt_requested,
    staff,
    staff_registered,
)
from support.events import clinic_configured

from aftercare_contracts import MessageRequested, Purpose
from aftercare_demo.servers import servers

_MONDAY_10_IN_NEW_YORK = "2026-03-02T15:00:00+00:00"
_PATIENTS = 500
_INTERVAL_MS = 1000 / 90  # of 100 segments a second, what urgent texts leave
_REST = 0.5
_PATIENCE = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One page: milliseconds from its row to the carrier, and the prompts that went in between."""

    ms: float
    overtaken_by: int


async def main(queued: int, pages: int) -> None:
    """Page as often as told, while the prompts flow."""
    async with servers() as own, kit(own, at=_MONDAY_10_IN_NEW_YORK, gated=False) as running:
        await running.start()
        await running.conditions(min_delay_s=0.05, max_delay_s=0.3)
        await running.publish([clinic_configured(), staff_registered("Nora", _number(0))])
        await running.publish([patient_registered(f"P {n}", _number(n)) for n in range(1, _PATIENTS + 1)])
        await _until(running, "select count(*) from contacts", _PATIENTS + 1)
        print(f"queueing {queued} prompts", flush=True)
        await running.publish(
            [prompt_requested(f"P {1 + n % _PATIENTS}", reason=f"prompt {n}") for n in range(queued)]
        )
        await _until(running, "select count(*) from messages", queued)
        found = [await _page(running, number) for number in range(pages)]
        sent, waiting = await _flow(running)
    _show(found, sent=sent, waiting=waiting)


async def _page(running: Kit, number: int) -> Measured:
    page = message_requested(staff("Nora"), reason=f"page {number}", text=f"K{number}?", purpose=Purpose.PAGE)
    await asyncio.sleep(_REST)
    await running.publish([page])
    async with asyncio.timeout(60):
        while (taken_at := await _taken_at(running, page)) is None:
            await asyncio.sleep(0.05)
    asked_at = await _asked_at(running, page.message_id)
    query = {"direction": "outbound-api", "limit": "200"}
    texts = (await running.carrier.get("/control/messages", params=query)).json()["messages"]
    at = [datetime.fromisoformat(text["created_at"]).timestamp() for text in texts]
    between = sum(asked_at < one < taken_at for one in at)
    return Measured(ms=(taken_at - asked_at) * 1000, overtaken_by=between)


async def _taken_at(running: Kit, page: MessageRequested) -> float | None:
    query = {"to": _number(0), "limit": "1"}
    texts = (await running.carrier.get("/control/messages", params=query)).json()["messages"]
    newest = [text for text in texts if text["body"] == page.text]
    return datetime.fromisoformat(newest[0]["created_at"]).timestamp() if newest else None


async def _asked_at(running: Kit, message_id: UUID) -> float:
    """When the transaction began that wrote the page, by PostgreSQL, whose clock is this machine's too."""
    async with running.database() as connection:
        query = "select created_at from messages where message_id = $1"
        at: datetime = await connection.fetchval(query, message_id)
        return at.timestamp()


async def _flow(running: Kit) -> tuple[float, int]:
    """Prompts a second, and how many still wait."""
    async with running.database() as connection:
        query = "select count(*) from messages where state = 'requested'"
        before, began = await connection.fetchval(query), time.monotonic()
        await asyncio.sleep(5)
        after = await connection.fetchval(query)
        return (before - after) / (time.monotonic() - began), int(after)


async def _until(running: Kit, query: str, count: int) -> None:
    async with asyncio.timeout(_PATIENCE), running.database() as connection:
        while await connection.fetchval(query) < count:
            await asyncio.sleep(0.2)


def _number(place: int) -> str:
    return f"+1212555{place:04}"


def _show(found: Sequence[Measured], *, sent: float, waiting: int) -> None:
    spans = [one.ms for one in found]
    p50, p99 = (statistics.quantiles(spans, n=100, method="inclusive")[share - 1] for share in (50, 99))
    within = sum(one.overtaken_by <= 1 for one in found)
    most = max(one.overtaken_by for one in found)
    print(f"pages N={len(found)}  row to carrier: p50 {p50:.1f} ms  p99 {p99:.1f} ms")
    print(f"overtaken by one prompt at most: {within} of {len(found)} pages; by {most} at worst")
    print(f"one pacing interval: {_INTERVAL_MS:.1f} ms")
    print(f"prompts: {sent:.0f} a second, {waiting} still waiting")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queued", type=int, default=20_000, help="prompts before the first page")
    parser.add_argument("-n", type=int, default=50, help="pages")
    arguments = parser.parse_args()
    asyncio.run(main(arguments.queued, arguments.n))
