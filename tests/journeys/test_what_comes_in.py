"""What comes in by hard ways, on the running system: photos, opt-outs, lost webhooks, shared phones."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import unescape

import asyncpg
import httpx
import pytest
from support.broker import eventually

from aftercare_demo.servers import Servers
from aftercare_demo.stack import Stack, stack_on
from aftercare_story.clinic import AMIRA, BRUNO, CHLOE, DIEGO, Clinic
from aftercare_story.phones import SENDER, Phone, Phones

ELIF = Phone(name="Elif Haddad", number=AMIRA.number, kind="patient")  # Amira's sister, on the same phone
MONDAY = date(2026, 6, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The phones, the clinic, a browser that is signed in, and the carrier behind its sign-in."""

    running: Stack
    phones: Phones
    clinic: Clinic
    browser: httpx.AsyncClient
    carrier: httpx.AsyncClient

    async def page_of(self, patient: Phone) -> str:
        found = (await self.browser.get("/patients", params={"query": patient.name})).text
        [path] = set(re.findall(r'href="(/patients/[0-9a-f-]{36})"', found))
        return re.sub(r"</?mark>", "", (await self.browser.get(path)).text)

    async def page_shows(self, patient: Phone, *parts: str) -> str:
        """The patient's page, once it shows all of this."""

        async def shown() -> bool:
            page = await self.page_of(patient)
            return all(part in page for part in parts)

        await self._within(shown, f"{parts} on the page of {patient.name}")
        return await self.page_of(patient)

    async def has_case(self, level: str, topic: str, patient: Phone) -> None:
        async def opened() -> bool:
            levels = [case["level"] for case in await self.clinic.cases("open")]
            topics = [entry["topic"] for entry in await self.clinic.timeline(patient)]
            return level in levels and topic in topics

        await self._within(opened, f"a case {level} and {topic} for {patient.name}")

    async def files_at_the_carrier(self) -> int:
        path = f"/2010-04-01/Accounts/{self.running.secrets.account_sid}/Messages"
        listed = (await self.carrier.get(f"{path}.json", params={"To": SENDER})).json()["messages"]
        media = [
            (await self.carrier.get(f"{path}/{one['sid']}/Media.json")).json()["media_list"] for one in listed
        ]
        return sum(map(len, media))

    @staticmethod
    async def _within(condition: Callable[[], Awaitable[bool]], what: str) -> None:
        try:
            await eventually(condition)
        except TimeoutError:
            pytest.fail(f"there was never {what}")


@asynccontextmanager
async def scene_of(running: Stack) -> AsyncIterator[Scene]:
    phones = Phones(running.url("sandbox"))
    clinic = Clinic(running.url("console"), running.secrets.api_token)
    auth = (running.secrets.account_sid, running.secrets.auth_token)
    async with (
        httpx.AsyncClient(base_url=running.url("console"), timeout=30) as browser,
        httpx.AsyncClient(base_url=running.url("sandbox"), auth=auth, timeout=30) as carrier,
    ):
        await browser.post("/login", data={"token": running.secrets.api_token, "next": "/"})
        yield Scene(running=running, phones=phones, clinic=clinic, browser=browser, carrier=carrier)
    await phones.close()
    await clinic.close()


@pytest.mark.timeout(900)
async def test_what_comes_in_by_hard_ways_reaches_staff(own_servers: Servers) -> None:
    async with stack_on(own_servers) as running, scene_of(running) as scene:
        await scene.phones.set_clock(datetime(2026, 6, 1, 20, tzinfo=UTC), speed=1)
        await scene.clinic.configure()
        for patient in (AMIRA, ELIF, BRUNO, CHLOE, DIEGO):
            await scene.clinic.complete_procedure(patient, MONDAY)
        await eventually(lambda: knows_everybody(running))
        await a_photo_from_the_phone_to_the_page_of_staff(scene)
        await an_opt_out_in_own_words_with_a_severe_sign(scene)
        await a_report_from_a_phone_that_two_patients_share(scene)
        await a_report_whose_webhook_never_came(scene)


async def knows_everybody(running: Stack) -> bool:
    connection = await asyncpg.connect(running.databases["notifications"].replace("+asyncpg", ""))
    try:
        known = await connection.fetchval("select count(*) from contacts where party_kind = 'patient'")
    finally:
        await connection.close()
    return bool(known == 5)


async def a_photo_from_the_phone_to_the_page_of_staff(scene: Scene) -> None:
    await scene.phones.type(BRUNO, "all good, no problems at all", photos=2)
    page = await scene.page_shows(BRUNO, 'alt="Photo 1"', 'alt="Photo 2"')
    addresses = sorted(set(re.findall(r'<img src="([^"]+)"', page)))
    assert len(addresses) == 2
    async with httpx.AsyncClient() as anybody:
        for address in map(unescape, addresses):
            photo = await anybody.get(address)
            assert (photo.status_code, photo.headers["content-type"]) == (200, "image/jpeg")
            assert photo.content.startswith(b"\xff\xd8\xff")
            assert (await anybody.get(address.partition("?")[0])).status_code == 403
    # A photo is for a person, however well its words sound.
    await scene.has_case("UNCLEAR", "concern.raised.v1", BRUNO)

    async def forgotten() -> bool:
        return await scene.files_at_the_carrier() == 0

    await eventually(forgotten)


async def an_opt_out_in_own_words_with_a_severe_sign(scene: Scene) -> None:
    await scene.phones.type(CHLOE, "take me off this list, my lips are swelling")
    await scene.has_case("EMERGENCY", "consent.withdrawn.v1", CHLOE)
    [advice] = await scene.phones.texts_to(CHLOE)
    assert "this can be an emergency" in advice  # the safety text goes first, and is the last
    await scene.page_shows(CHLOE, "Must not be texted: phone instead", "This patient has opted out of texts")


async def a_report_from_a_phone_that_two_patients_share(scene: Scene) -> None:
    await scene.phones.type(AMIRA, "severe rash with pus")
    for sister in (AMIRA, ELIF):
        await scene.page_shows(sister, "severe rash with pus", "shared number: not known who wrote")
    await scene.has_case("SEVERE", "reply.received.v1", ELIF)


async def a_report_whose_webhook_never_came(scene: Scene) -> None:
    conditions = {"inbound_attempts": 0}
    (await scene.carrier.put("/control/conditions", json=conditions)).raise_for_status()
    await scene.phones.type(DIEGO, "I cannot breathe", photos=1)
    await scene.page_shows(DIEGO, "I cannot breathe", 'alt="Photo 1"')
    await scene.has_case("EMERGENCY", "case.opened.v1", DIEGO)
