"""From a clinic's file to a text on a phone, and from there to nothing at all."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime

import asyncpg
import pytest
from httpx import AsyncClient
from support.broker import eventually

from aftercare_demo.servers import Servers
from aftercare_demo.stack import SERVICES, Stack, stack_on
from aftercare_story.clinic import Clinic
from aftercare_story.phones import Phone, Phones

MONDAY = date(2026, 6, 1)
GRACE = Phone(name="Grace Okafor", number="+12025550177", kind="patient")
FILE = f"""Visit;Date;Client;First name;Last name;Mobile;Consent version;Consent form;Consent date
visit-1042;{MONDAY};p-77;Grace;Okafor;{GRACE.number};sms-1;intake-form;{MONDAY}
"""
WORDS = "All good, no redness, thanks from Grace"
PERSONAL = (GRACE.number, "Grace", "Okafor", "G.O.", "p-77", "visit-1042", "no redness")


@asynccontextmanager
async def scene(running: Stack) -> AsyncIterator[tuple[Phones, AsyncClient]]:
    """The phones, and the API of a clinic that has said who it is."""
    phones = Phones(running.url("sandbox"))
    clinic = Clinic(running.url("console"), running.secrets.api_token)
    headers = {"Authorization": f"Bearer {running.secrets.api_token}"}
    try:
        async with AsyncClient(
            base_url=f"{running.url('console')}/api/v1", headers=headers, timeout=60
        ) as api:
            await phones.set_clock(datetime(2026, 6, 1, 18, tzinfo=UTC), speed=1)
            await clinic.configure()
            yield phones, api
    finally:
        await phones.close()
        await clinic.close()


async def everything(running: Stack) -> dict[str, str]:
    """All rows of all tables of each service."""
    found = dict.fromkeys(SERVICES, "")
    for service in SERVICES:
        connection = await asyncpg.connect(running.databases[service].replace("+asyncpg", ""))
        try:
            for table in await connection.fetch(
                "select tablename from pg_tables where schemaname = 'public'"
            ):
                rows = await connection.fetch(f'select t::text from "{table[0]}" t')  # noqa: S608 - a name of ours
                found[service] += "\n".join(row[0] for row in rows)
        finally:
            await connection.close()
    return found


@pytest.mark.timeout(900)
async def test_a_patient_from_a_file_is_texted_and_then_erased_everywhere(own_servers: Servers) -> None:
    async with stack_on(own_servers) as running, scene(running) as (phones, api):
        imported = await api.post("/imports", params={"dry_run": "false"}, content=FILE.encode())
        assert imported.json()["new"] == 1, imported.text

        async def planned() -> bool:
            return GRACE.number in (await everything(running))["notifications"]

        await eventually(planned)
        await phones.set_clock(datetime(2026, 6, 2, 17, tzinfo=UTC), speed=1)

        async def texts(count: int) -> bool:
            return len(await phones.texts_to(GRACE)) == count

        await eventually(lambda: texts(1))
        await phones.type(GRACE, WORDS)
        await eventually(lambda: texts(2))
        before = await everything(running)
        assert {name for name, rows in before.items() if GRACE.number in rows} == {"console", "notifications"}
        exported = (await api.get("/patients/p-77/export")).json()
        assert [one["words"] for one in exported["replies"]] == [WORDS]
        assert (await api.delete("/patients/p-77")).status_code == 204

        async def erased_everywhere() -> bool:
            return bool((await api.get("/patients/p-77/erasure")).json()["everywhere"])

        await eventually(erased_everywhere)

        async def nothing_left() -> bool:
            return not [
                word for rows in (await everything(running)).values() for word in PERSONAL if word in rows
            ]

        await eventually(nothing_left)  # letters to the relay go once they are confirmed
