"""How staff take and close a case on the running system: by text, as phones write it, and by link."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import httpx
import pytest
from support.broker import eventually

from aftercare_demo.servers import Servers
from aftercare_demo.stack import Stack, stack_on
from aftercare_story.clinic import AMIRA, BRUNO, DIEGO, ROSA, SAM, Clinic
from aftercare_story.phones import Phone, Phones

MORNING = datetime(2026, 6, 2, 14, tzinfo=UTC)
SEVERE = "severe rash with pus"
NOBODYS = Phone(name="Unknown", number="+12025550199", kind="patient")


@dataclass(slots=True, kw_only=True)
class Scene:
    """The phones, the clinic, and what time it is."""

    phones: Phones
    clinic: Clinic
    now: datetime = MORNING

    async def pass_by(self, span: timedelta) -> None:
        self.now += span
        await self.phones.set_clock(self.now, speed=1)

    async def last(self, phone: Phone, part: str) -> str:
        """Wait until the last text to a phone has this in it, and return that text."""

        async def came() -> bool:
            return part in (await self.phones.texts_to(phone) or [""])[-1]

        await _within(came, lambda: self.phones.texts_to(phone))
        return (await self.phones.texts_to(phone))[-1]

    async def report(self, patient: Phone) -> tuple[str, str]:
        """A patient reports a severe rash, of which Sam is paged; the code and the link in the page."""
        had = len(await self.phones.texts_to(SAM))
        await self.phones.type(patient, SEVERE)

        async def paged() -> bool:
            return len(await self.phones.texts_to(SAM)) > had

        await _within(paged, lambda: self.phones.texts_to(SAM))
        page = await self.last(SAM, "needs you now")
        (code,) = re.findall(r"case (\w+) \(", page)
        (link,) = re.findall(r"http://\S+", page)
        return code, link

    async def closed_as(self, code: str, outcome: str) -> None:
        async def closed() -> bool:
            return (code, outcome) in [
                (one["code"], one["outcome"]) for one in await self.clinic.cases("closed")
            ]

        await _within(closed, lambda: self.clinic.cases("closed"))


async def _within(condition: Callable[[], Awaitable[bool]], shown: Callable[[], Awaitable[Any]]) -> None:
    """Wait for a condition; what there was instead is in the failure."""
    try:
        await eventually(condition)
    except TimeoutError:
        pytest.fail(f"there was only {await shown()}")


@pytest.mark.timeout(900)
async def test_staff_take_and_close_cases_by_text_and_by_link(own_servers: Servers) -> None:
    async with stack_on(own_servers) as running:
        scene = Scene(
            phones=Phones(running.url("sandbox")),
            clinic=Clinic(running.url("console"), running.secrets.api_token),
        )
        try:
            await _play(scene, running)
        finally:
            await scene.phones.close()
            await scene.clinic.close()


async def _play(scene: Scene, running: Stack) -> None:
    await scene.pass_by(timedelta())
    await scene.clinic.configure()
    for patient in (AMIRA, BRUNO, DIEGO):
        await scene.clinic.complete_procedure(patient, date(2026, 6, 1))
    await eventually(lambda: _all_are_known(running))
    code = await _two_take_it_in_the_same_second(scene)
    await _it_is_closed_with_an_outcome_and_the_code_is_expired(scene, code)
    await _a_code_is_understood_as_a_phone_writes_it(scene)
    await _a_case_is_taken_and_closed_by_the_link_in_the_page(scene)


async def _all_are_known(running: Stack) -> bool:
    connection = await asyncpg.connect(running.databases["notifications"].replace("+asyncpg", ""))
    try:
        return int(await connection.fetchval("select count(*) from contacts")) >= 5
    finally:
        await connection.close()


async def _two_take_it_in_the_same_second(scene: Scene) -> str:
    code, _ = await scene.report(AMIRA)
    await scene.pass_by(timedelta(minutes=5, seconds=1))
    await scene.last(ROSA, f"case {code} (A.H.) needs you now")
    await asyncio.gather(scene.phones.type(SAM, code), scene.phones.type(ROSA, f"{code} ok"))

    async def both_know() -> bool:
        texts = [await scene.phones.texts_to(one) for one in (SAM, ROSA)]
        return all(any(f"case {code}" in text for text in mine[1:]) for mine in texts)

    await _within(both_know, lambda: scene.phones.texts_to(ROSA))
    mine = {phone.name: (await scene.phones.texts_to(phone))[1:] for phone in (SAM, ROSA)}
    winners = [name for name, texts in mine.items() if any("is yours" in text for text in texts)]
    assert len(winners) == 1, mine
    (loser,) = set(mine) - set(winners)
    told = [f"{winners[0]} has taken case {code}", f"{winners[0]} has case {code}"]
    assert any(part in text for text in mine[loser] for part in told), mine
    await scene.last(AMIRA, f"{winners[0]} from our team has your message and will call you")
    assert sum("from our team has your message" in text for text in await scene.phones.texts_to(AMIRA)) == 1
    return code


async def _it_is_closed_with_an_outcome_and_the_code_is_expired(scene: Scene, code: str) -> None:
    for phone in (SAM, ROSA):
        await scene.phones.type(phone, f"{code.lower()} Done: called her, sees doctor today")
    await scene.closed_as(code, "called her, sees doctor today")
    await scene.phones.type(ROSA, code)
    await scene.last(ROSA, f"case {code} is closed already. Nothing was changed.")
    unknown = "K7M" if code != "K7M" else "K8M"
    await scene.phones.type(ROSA, unknown)
    await scene.last(ROSA, f"there is no case {unknown}")


async def _a_code_is_understood_as_a_phone_writes_it(scene: Scene) -> None:
    code, _ = await scene.report(BRUNO)
    await scene.phones.type(NOBODYS, code)
    await scene.phones.type(
        SAM, f"Liked “case {code} needs you now. Reply {code} to take it, {code} NO to pass.”"
    )
    await scene.last(SAM, f"Waiting for you: {code}")
    assert [one["code"] for one in await scene.clinic.cases("open") if one["holder"]] == []
    assert not any(code in text for text in await scene.phones.texts_to(NOBODYS))
    await scene.phones.type(SAM, f"{' '.join(code.lower())} . Ok")
    await scene.last(SAM, f"case {code} (B.C.) is yours")


async def _a_case_is_taken_and_closed_by_the_link_in_the_page(scene: Scene) -> None:
    code, link = await scene.report(DIEGO)
    async with httpx.AsyncClient() as phone:
        page = await phone.get(link)
        assert (page.status_code, "Take it, as Sam Ortiz" in page.text) == (200, True)
        await phone.post(f"{link}/decisions", data=_form(page.text, decision="take"))
        await scene.last(SAM, f"case {code} (D.V.) is yours")
        page = await phone.get(link)
        outcome = "seen at the clinic, all well"
        await phone.post(f"{link}/decisions", data=_form(page.text, decision="close", outcome=outcome))
        await scene.closed_as(code, outcome)
        await scene.pass_by(timedelta(hours=5))

        async def is_over() -> bool:
            return (await phone.get(link)).status_code == httpx.codes.GONE

        await eventually(is_over)  # each process looks at the clock's file by itself
        over = await phone.get(link)
        assert "sign in to the console" in over.text
        assert "Diego" not in over.text


def _form(page: str, **fields: str) -> dict[str, str]:
    return {"seen_at": re.findall(r'name="seen_at" value="([^"]+)"', page)[0], **fields}
