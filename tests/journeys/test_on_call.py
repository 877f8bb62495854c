"""The rota on the running system: a change while a case runs, a hand-over, the night of the clocks."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import httpx
import pytest
from support.broker import eventually

from aftercare_demo.servers import Servers
from aftercare_demo.stack import Stack, stack_on
from aftercare_story.clinic import AMIRA, BRUNO, CHLOE, DIEGO, ROSA, SAM, Clinic
from aftercare_story.phones import Phone, Phones

EVERY_DAY = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
LENA = Phone(name="Lena Marsh", number="+12025550113", kind="staff")
# Sam from 9 to 20 hours, Rosa through the night until 2:30, then Lena; the fallback is Lena.
ROTA: dict[str, Any] = {
    "ladder": ["lena"],
    "page_wait_minutes": 5,
    "shifts": [
        {"days": EVERY_DAY, "starts_at": "09:00", "ends_at": "20:00", "people": ["sam"]},
        {"days": EVERY_DAY, "starts_at": "20:00", "ends_at": "02:30", "people": ["rosa"]},
        {"days": EVERY_DAY, "starts_at": "02:30", "ends_at": "09:00", "people": ["lena"]},
    ],
}
SEVERE = "severe rash with pus"
PEOPLE = 7  # four patients and three of the staff


@dataclass(slots=True, kw_only=True)
class Scene:
    """The phones, the clinic's API, and what time it is."""

    phones: Phones
    clinic: Clinic
    api: httpx.AsyncClient
    running: Stack
    now: datetime

    async def jump(self, at: str) -> None:
        self.now = datetime.fromisoformat(at).astimezone(UTC)
        await self.phones.set_clock(self.now, speed=1)

    async def pass_by(self, span: timedelta) -> None:
        await self.jump((self.now + span).isoformat())

    async def pages(self, phone: Phone, count: int) -> list[str]:
        """Wait until a phone has had so many pages."""

        async def paged() -> bool:
            return len(_pages(await self.phones.texts_to(phone))) >= count

        await _within(paged, lambda: self.phones.texts_to(phone))
        found = _pages(await self.phones.texts_to(phone))
        assert len(found) == count, found
        return found

    async def says(self, phone: Phone, part: str, *, times: int = 1) -> None:
        """Wait until so many texts to a phone have this in them."""

        async def came() -> bool:
            return sum(part in text for text in await self.phones.texts_to(phone)) >= times

        await _within(came, lambda: self.phones.texts_to(phone))

    async def timeline_says(self, patient: Phone, part: str) -> None:
        async def said() -> bool:
            return any(part in entry["sentence"] for entry in await self.clinic.timeline(patient))

        await _within(said, lambda: self.clinic.timeline(patient))

    async def close(self, phone: Phone, code: str) -> None:
        await self.phones.type(phone, f"{code} done called, sees doctor today")
        await self.says(phone, f"case {code} is closed")

    async def heard(self, revision: int) -> None:
        """Wait until escalations know the rota of this revision."""
        await eventually(
            lambda: _counts(self.running, "escalations", f"rotas where revision >= {revision}", 1)
        )


def _pages(texts: list[str]) -> list[str]:
    return [text for text in texts if "needs you now" in text]


def _code(page: str) -> str:
    (code,) = re.findall(r"case (\w+) \(", page)
    return str(code)


async def _within(condition: Callable[[], Awaitable[bool]], shown: Callable[[], Awaitable[Any]]) -> None:
    """Wait for a condition; what there was instead is in the failure."""
    try:
        await eventually(condition)
    except TimeoutError:
        pytest.fail(f"there was only {await shown()}")


async def _counts(running: Stack, service: str, what: str, least: int) -> bool:
    connection = await asyncpg.connect(running.databases[service].replace("+asyncpg", ""))
    try:
        return int(await connection.fetchval(f"select count(*) from {what}")) >= least  # noqa: S608 - ours
    finally:
        await connection.close()


@asynccontextmanager
async def _scene(running: Stack) -> AsyncIterator[Scene]:
    token = running.secrets.api_token
    phones, clinic = Phones(running.url("sandbox")), Clinic(running.url("console"), token)
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=running.url("console") + "/api/v1", headers=headers) as api:
        now = datetime(2026, 3, 6, 15, tzinfo=UTC)
        yield Scene(phones=phones, clinic=clinic, api=api, running=running, now=now)
    await phones.close()
    await clinic.close()


@pytest.mark.timeout(900)
async def test_every_page_and_every_promise_follows_the_rota_of_its_moment(own_servers: Servers) -> None:
    async with stack_on(own_servers) as running, _scene(running) as scene:
        await scene.jump("2026-03-06T10:00-05:00")
        await scene.clinic.configure()
        lena = {"name": LENA.name, "number": LENA.number}
        assert (await scene.api.put("/staff/lena", json=lena)).is_success
        assert (await scene.api.put("/rota", json=ROTA)).is_success
        for patient in (AMIRA, BRUNO, CHLOE, DIEGO):
            await scene.clinic.complete_procedure(patient, date(2026, 3, 6))
        await eventually(lambda: _counts(running, "notifications", "contacts", PEOPLE))
        await scene.heard(2)
        await _the_rota_changes_while_a_case_runs(scene)
        await _the_shift_of_the_holder_ends(scene)
        await _a_ladder_in_the_night_of_the_clocks_and_a_case_taken_then_forgotten(scene)
        await _an_unclear_reply_that_names_a_sign_at_night(scene)


async def _the_rota_changes_while_a_case_runs(scene: Scene) -> None:
    await scene.jump("2026-03-06T15:00-05:00")
    await scene.phones.type(AMIRA, SEVERE)
    code = _code((await scene.pages(SAM, 1))[0])
    override = {
        "starts_at": "2026-03-06T15:00:00-05:00",
        "ends_at": "2026-03-06T16:00:00-05:00",
        "people": ["rosa"],
        "instead_of": "sam",
    }
    made = await scene.api.post("/rota/overrides", json=override)
    assert made.is_success
    # Nobody who is waited for is on call any more: the next page goes at once, the clock stands where it was.
    await scene.pages(ROSA, 1)
    await scene.timeline_says(AMIRA, "Rosa Lindqvist was paged: the rota changed")
    await scene.phones.type(ROSA, code)
    await scene.says(AMIRA, "Rosa Lindqvist from our team has your message and will call you")
    await scene.close(ROSA, code)
    assert (await scene.api.delete(f"/rota/overrides/{made.json()['override_id']}")).is_success
    await scene.heard(4)


async def _the_shift_of_the_holder_ends(scene: Scene) -> None:
    await scene.jump("2026-03-06T19:40-05:00")
    await scene.phones.type(BRUNO, SEVERE)
    code = _code((await scene.pages(SAM, 2))[1])
    await scene.phones.type(SAM, code)
    await scene.says(BRUNO, "Sam Ortiz from our team has your message and will call you")
    await scene.jump("2026-03-06T20:00:01-05:00")
    await scene.says(SAM, "your shift is over. Rosa Lindqvist is asked to take case")
    await scene.says(ROSA, "the shift of Sam Ortiz is over. Please take case")
    await scene.timeline_says(BRUNO, "Rosa Lindqvist was asked to take the case over")
    await scene.phones.type(ROSA, code)
    await scene.says(BRUNO, "Rosa Lindqvist from our team will call you instead")
    await scene.says(SAM, f"Rosa Lindqvist has taken case {code} over from you")
    told = [
        text for text in await scene.phones.texts_to(BRUNO) if "will call you" in text and "our team" in text
    ]
    assert len(told) == 2, told
    await scene.close(ROSA, code)


async def _a_ladder_in_the_night_of_the_clocks_and_a_case_taken_then_forgotten(scene: Scene) -> None:
    """At 07:00 UTC of 8 March it is 3:00 in New York: 2:30 never comes, and is 3:30, which is 07:30 UTC."""
    await scene.jump("2026-03-08T06:50+00:00")
    await scene.phones.type(CHLOE, SEVERE)
    await scene.pages(ROSA, 2)
    await scene.jump("2026-03-08T07:20:00+00:00")
    await scene.pages(LENA, 1)  # the fallback, as Rosa did not answer; her shift goes on
    await scene.jump("2026-03-08T07:26:00+00:00")
    await scene.pages(ROSA, 3)
    await scene.jump("2026-03-08T07:31:30+00:00")
    code = _code((await scene.pages(LENA, 2))[1])  # it is Lena's shift now
    await scene.jump("2026-03-08T07:37:00+00:00")
    await scene.pages(LENA, 3)
    await scene.pages(ROSA, 3)
    await scene.phones.type(LENA, code)
    await scene.says(CHLOE, "Lena Marsh from our team has your message and will call you")
    await scene.pass_by(timedelta(minutes=60, seconds=5))
    await scene.says(LENA, f"is case {code} settled?")
    await scene.pass_by(timedelta(minutes=15, seconds=5))
    await scene.says(LENA, f"no answer from you on case {code}: it is open again")
    await scene.pages(LENA, 4)
    await scene.timeline_says(CHLOE, "Lena Marsh lost the case, as no outcome came in time")
    await scene.phones.type(LENA, code)
    await scene.says(LENA, f"case {code} (C.M.) is yours", times=2)
    await scene.close(LENA, code)
    told = [text for text in await scene.phones.texts_to(CHLOE) if "Lena Marsh" in text]
    assert len(told) == 1, "who will call has not changed"


async def _an_unclear_reply_that_names_a_sign_at_night(scene: Scene) -> None:
    await scene.jump("2026-03-08T22:00-04:00")
    await scene.phones.type(DIEGO, "what should I do if there is swelling")
    code = _code((await scene.pages(ROSA, 4))[3])
    await scene.timeline_says(DIEGO, "at once, as the clinic is closed and a sign was named")
    (case,) = [one for one in await scene.clinic.cases("open") if one["code"] == code]
    assert case["level"] == "UNCLEAR"
