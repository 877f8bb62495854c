"""What patients write and are answered, in both languages, on the running system."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import asyncpg
import pytest
from support.broker import eventually

from aftercare_demo.servers import Servers
from aftercare_demo.stack import Stack, stack_on
from aftercare_story.clinic import AMIRA, CHLOE, DIEGO, Clinic
from aftercare_story.phones import Phone, Phones

MONDAY = date(2026, 6, 1)
UNKNOWN = Phone(name="Unknown", number="+12025550199", kind="patient")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The phones, the clinic, and what is waited for."""

    phones: Phones
    clinic: Clinic

    async def jump(self, at: str) -> None:
        await self.phones.set_clock(datetime.fromisoformat(at).astimezone(UTC), speed=1)

    async def gets(self, phone: Phone, *parts: str) -> None:
        """Wait until a phone has had exactly these texts, each with its part in it."""

        async def got() -> bool:
            texts = await self.phones.texts_to(phone)
            return len(texts) == len(parts) and all(p in t for p, t in zip(parts, texts, strict=True))

        await _within(got, lambda: self.phones.texts_to(phone))

    async def has_cases(self, *levels: str) -> None:
        """Wait until the open cases have these levels, in any order."""

        async def opened() -> bool:
            return sorted(case["level"] for case in await self.clinic.cases("open")) == sorted(levels)

        await _within(opened, lambda: self.clinic.cases("open"))

    async def timeline_says(self, patient: Phone, topic: str, part: str) -> None:
        async def said() -> bool:
            entries = await self.clinic.timeline(patient)
            return any(entry["topic"] == topic and part in entry["sentence"] for entry in entries)

        await _within(said, lambda: self.clinic.timeline(patient))


async def _within(condition: Callable[[], Awaitable[bool]], shown: Callable[[], Awaitable[Any]]) -> None:
    """Wait for a condition; what there was instead is in the failure."""
    try:
        await eventually(condition)
    except TimeoutError:
        pytest.fail(f"there was only {await shown()}")


@asynccontextmanager
async def _scene(running: Stack) -> AsyncIterator[Scene]:
    phones = Phones(running.url("sandbox"))
    clinic = Clinic(running.url("console"), running.secrets.api_token)
    try:
        yield Scene(phones=phones, clinic=clinic)
    finally:
        await phones.close()
        await clinic.close()


@pytest.mark.timeout(900)
async def test_patients_are_understood_and_answered_in_english_and_in_spanish(own_servers: Servers) -> None:
    async with stack_on(own_servers) as running, _scene(running) as scene:
        await scene.jump("2026-06-01T20:00Z")
        await scene.clinic.configure()
        for patient, language in ((AMIRA, "en"), (DIEGO, "es"), (CHLOE, "en")):
            await scene.clinic.complete_procedure(patient, MONDAY, language=language)
        await eventually(lambda: _all_have_heard(running))
        await scene.jump("2026-06-02T14:00Z")
        await _a_rash_and_its_follow_up_in_english(scene)
        await _an_emergency_after_stop(scene)
        await _an_emergency_from_a_number_that_nobody_knows(scene)
        await _a_little_itch_and_days_later_an_emergency_in_spanish(scene)


async def _all_have_heard(running: Stack) -> bool:
    """Whether nothing that the jump of the clock sets off has to wait for what it needs."""
    heard = {
        "scheduling": ("milestones", 9),
        "checkins": ("clinics", 1),
        "escalations": ("clinics", 1),
        "notifications": ("contacts where party_kind = 'patient'", 3),
    }
    return all([await _count(running, service, table) >= n for service, (table, n) in heard.items()])


async def _count(running: Stack, service: str, table: str) -> int:
    connection = await asyncpg.connect(running.databases[service].replace("+asyncpg", ""))
    try:
        return int(await connection.fetchval(f"select count(*) from {table}"))  # noqa: S608 - a name of ours
    finally:
        await connection.close()


async def _a_rash_and_its_follow_up_in_english(scene: Scene) -> None:
    asked = "How is your scalp?"
    await scene.gets(AMIRA, asked)
    await scene.phones.type(AMIRA, "a rash")
    await scene.gets(AMIRA, asked, "our staff will review this", "How bad is the rash now?")
    await scene.has_cases("MODERATE")
    await scene.phones.type(AMIRA, "3")
    await scene.gets(
        AMIRA, asked, "our staff will review this", "How bad is the rash now?", "get medical care today"
    )
    await scene.has_cases("SEVERE")


async def _an_emergency_after_stop(scene: Scene) -> None:
    asked, unsubscribed = "How is your scalp?", "unsubscribed"
    await scene.gets(CHLOE, asked)
    await scene.phones.type(CHLOE, "STOP")
    await scene.gets(CHLOE, asked, unsubscribed)
    await scene.timeline_says(CHLOE, "consent.withdrawn.v1", "")
    await scene.phones.type(CHLOE, "my face is swelling")
    await scene.has_cases("SEVERE", "EMERGENCY")
    await scene.timeline_says(CHLOE, "message.failed.v1", "opted out: phone them")
    await scene.gets(CHLOE, asked, unsubscribed)


async def _an_emergency_from_a_number_that_nobody_knows(scene: Scene) -> None:
    await scene.phones.type(UNKNOWN, "my lips are swelling")
    await scene.has_cases("SEVERE", "EMERGENCY", "EMERGENCY")
    await scene.gets(UNKNOWN, "this can be an emergency. Call 911 now")


async def _a_little_itch_and_days_later_an_emergency_in_spanish(scene: Scene) -> None:
    asked, answered = "¿Qué tal su cuero cabelludo?", "gracias por contarnos"
    await scene.gets(DIEGO, asked)
    await scene.phones.type(DIEGO, "me pica un poco")
    await scene.gets(DIEGO, asked, answered)
    await scene.jump("2026-06-05T15:00Z")
    await scene.phones.type(DIEGO, "se me hincha la cara")
    await scene.gets(DIEGO, asked, answered, "esto puede ser una emergencia. Llame ya al 911")
    await scene.has_cases("SEVERE", "EMERGENCY", "EMERGENCY", "EMERGENCY")
