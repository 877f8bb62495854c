"""Who is paged and called, and what they do, on the running system: one journey after the other."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from support.broker import eventually

from aftercare_demo.servers import Servers
from aftercare_demo.stack import Stack, stack_on
from aftercare_story.clinic import ROSA, SAM, Clinic
from aftercare_story.phones import Phone, Phones

DAY_0 = date(2026, 6, 1)
WEEK_1 = datetime(2026, 6, 8, 18, tzinfo=UTC)
NAMES = (
    "Amira Haddad",
    "Bruno Costa",
    "Chloe Martin",
    "Elif Kaya",
    "Finn Ryan",
    "Greta Holm",
    "Hugo Blanc",
    "Ines Prado",
)
PATIENTS = {
    name.split()[0]: Phone(name=name, number=f"+1202555013{number}", kind="patient")
    for number, name in enumerate(NAMES)
}
_UNSENT = "messages where state in ('requested', 'sending', 'unknown')"
SEVERE = "the rash is really bad and it is spreading"
EMERGENCY = "my face is swelling"

pytestmark = [pytest.mark.timeout(900)]


@dataclass(slots=True, kw_only=True)
class Ward:
    """The running system, and what happens on it."""

    running: Stack
    phones: Phones
    clinic: Clinic
    now: datetime = WEEK_1
    patient: Phone = PATIENTS["Amira"]
    seen: dict[str, int]

    async def pass_by(self, minutes: float, *, speed: float = 1) -> None:
        """Let the clock jump, and run on at a speed."""
        self.now += timedelta(minutes=minutes)
        await self.phones.set_clock(self.now, speed=speed)

    async def begin(self, patient: str) -> None:
        """An hour after all has ended: phones are as new, and what is on them does not count."""
        self.patient = PATIENTS[patient]
        await eventually(self.is_quiet, every=0.1)
        await self.pass_by(60)
        for person in (SAM, ROSA):
            await self.phones.behaves(person, "deliver")
            await self.phones.takes_calls(person, "no_answer")
            self.seen[person.number] = len(await self.phones.texts_to(person))
            self.seen[f"calls {person.number}"] = len(await self.phones.calls_to(person))

    async def is_quiet(self) -> bool:
        """Whether no case is open and no text waits to be sent."""
        cases = [*await self.clinic.cases("open"), *await self.clinic.cases("taken")]
        return not cases and await _count(self.running, "notifications", _UNSENT) == 0

    async def pages(self, person: Phone) -> list[str]:
        """The pages that somebody got about the patient of this journey."""
        texts = (await self.phones.texts_to(person))[self.seen[person.number] :]
        given, family = self.patient.name.split()
        return [text for text in texts if f"({given[0]}.{family[0]}.) needs you now" in text]

    async def calls(self, person: Phone) -> list[str]:
        """What was said in the calls to somebody in this journey."""
        return (await self.phones.calls_to(person))[self.seen[f"calls {person.number}"] :]

    async def counts(self, what: Callable[[Phone], Awaitable[list[str]]], sam: int, rosa: int) -> None:
        """Wait until Sam and Rosa have had at least so many pages, or calls."""

        async def had() -> bool:
            return len(await what(SAM)) >= sam and len(await what(ROSA)) >= rosa

        try:
            await eventually(had, every=0.1)
        except TimeoutError:
            pytest.fail(f"Sam had {await what(SAM)}, Rosa {await what(ROSA)}")

    async def code(self, person: Phone) -> str:
        """The code in the last page to somebody."""
        found = re.search(r"case (\w+)", (await self.pages(person))[-1])
        assert found is not None
        return found.group(1)

    async def case(self, code: str, state: str) -> dict[str, Any]:
        """The case of a code, once it is in a state."""

        async def there() -> bool:
            return any(one["code"] == code for one in await self.clinic.cases(state))

        await eventually(there, every=0.1)
        return next(one for one in await self.clinic.cases(state) if one["code"] == code)

    async def says(self, person: Phone, part: str) -> None:
        async def said() -> bool:
            texts = (await self.phones.texts_to(person))[self.seen.get(person.number, 0) :]
            return any(part in text for text in texts)

        try:
            await eventually(said, every=0.1)
        except TimeoutError:
            pytest.fail(f"{person.name} was told only {await self.phones.texts_to(person)}")

    async def picks_up(self, person: Phone, digits: str | None = None) -> None:
        """Somebody answers the phone once it rings."""
        await eventually(lambda: self.phones.pick_up(person, digits=digits), every=0.1)

    async def on_timeline(self, patient: Phone, part: str, *, of: str = "sentence") -> None:
        async def there() -> bool:
            return any(part in entry[of] for entry in await self.clinic.timeline(patient))

        try:
            await eventually(there, every=0.1)
        except TimeoutError:
            pytest.fail("\n".join(entry["sentence"] for entry in await self.clinic.timeline(patient)))

    async def close(self, code: str, by: Phone) -> None:
        """Somebody takes a case, and closes it."""
        await self.phones.type(by, code)
        await self.case(code, "taken")
        await self.phones.type(by, f"{code} done called them, all well")
        await self.case(code, "closed")
        await self.says(by, f"{code} is closed")


@pytest.fixture(scope="module")
async def ward(own_servers: Servers) -> AsyncIterator[Ward]:
    async with stack_on(own_servers) as running:
        phones = Phones(running.url("sandbox"))
        clinic = Clinic(running.url("console"), running.secrets.api_token)
        opened = Ward(running=running, phones=phones, clinic=clinic, seen={})
        await opened.pass_by(0)
        await clinic.configure(page_wait_minutes=15)
        for patient in PATIENTS.values():
            await clinic.complete_procedure(patient, DAY_0)
        await eventually(lambda: _knows_all(running))
        yield opened
        await phones.close()
        await clinic.close()


async def _knows_all(running: Stack) -> bool:
    wanted = {
        "checkins": ("clinics", 1),
        "escalations": ("rotas", 1),
        "notifications": ("contacts", len(PATIENTS) + 2),
    }
    return all([await _count(running, service, table) >= n for service, (table, n) in wanted.items()])


async def _count(running: Stack, service: str, table: str) -> int:
    connection = await asyncpg.connect(running.databases[service].replace("+asyncpg", ""))
    try:
        return int(await connection.fetchval(f"select count(*) from {table}"))  # noqa: S608 - a name of ours
    finally:
        await connection.close()


async def test_nobody_answers_for_two_rounds_and_paging_goes_on(ward: Ward) -> None:
    await ward.begin("Amira")
    await ward.phones.type(PATIENTS["Amira"], SEVERE)
    await ward.counts(ward.pages, 1, 0)
    for turn in range(1, 5):
        await ward.pass_by(8)
        await ward.counts(ward.calls, (turn + 1) // 2, turn // 2)
        await ward.pass_by(8)
        await ward.counts(ward.pages, turn // 2 + 1, (turn + 1) // 2)
    third = (await ward.pages(SAM))[2]
    assert "again, round 3" in third
    assert len(await ward.calls(SAM)) == len(await ward.calls(ROSA)) == 2
    await ward.close(await ward.code(SAM), SAM)


@pytest.mark.parametrize(("name", "code"), [("Bruno", 30003), ("Chloe", 30005)])
async def test_the_first_page_fails_and_the_second_is_paged_at_once_while_the_first_is_called(
    ward: Ward, name: str, code: int
) -> None:
    await ward.begin(name)
    await ward.phones.behaves(SAM, "fail", code=code, times=1)
    await ward.phones.type(PATIENTS[name], SEVERE)
    await ward.counts(ward.pages, 0, 1)
    await ward.counts(ward.calls, 1, 0)
    await ward.on_timeline(PATIENTS[name], "did not reach Sam Ortiz")
    assert await ward.calls(ROSA) == []
    await ward.close(await ward.code(ROSA), ROSA)


async def test_an_emergency_rings_everybody_at_once_and_the_second_presses_1(ward: Ward) -> None:
    await ward.begin("Elif")
    await ward.phones.takes_calls(SAM, "ring")
    await ward.phones.takes_calls(ROSA, "ring")
    await ward.phones.type(PATIENTS["Elif"], EMERGENCY)
    await ward.counts(ward.pages, 1, 1)
    await ward.counts(ward.calls, 1, 1)
    await ward.picks_up(ROSA, "1")
    code = await ward.code(ROSA)
    await ward.case(code, "taken")
    await ward.says(ROSA, "is yours")
    await ward.says(SAM, "Rosa Lindqvist has taken")
    await ward.picks_up(SAM)

    async def sam_is_told() -> bool:
        return any("needs you no more" in said for said in await ward.calls(SAM))

    await eventually(sam_is_told, every=0.1)
    await ward.on_timeline(PATIENTS["Elif"], "Rosa Lindqvist pressed 1 in the call")
    await ward.close(code, ROSA)


async def test_two_press_1_in_the_same_moment_and_one_of_them_has_the_case(ward: Ward) -> None:
    await ward.begin("Finn")
    for person in (SAM, ROSA):
        await ward.phones.takes_calls(person, "answer", digits="1")
    await ward.phones.type(PATIENTS["Finn"], EMERGENCY)
    await ward.counts(ward.pages, 1, 1)
    await ward.counts(ward.calls, 1, 1)
    code = await ward.code(SAM)
    case = await ward.case(code, "taken")
    winner, other = (SAM, ROSA) if case["holder"] == SAM.name else (ROSA, SAM)
    await ward.says(winner, "is yours")
    await ward.says(other, f"{winner.name} has")
    texts = (await ward.phones.texts_to(other))[ward.seen[other.number] :]
    assert not any("is yours" in text for text in texts)
    await ward.close(code, winner)


async def test_a_call_is_passed_on_with_2(ward: Ward) -> None:
    await ward.begin("Greta")
    await ward.phones.takes_calls(SAM, "answer", digits="2")
    await ward.phones.type(PATIENTS["Greta"], SEVERE)
    await ward.counts(ward.pages, 1, 0)
    await ward.pass_by(8)
    await ward.counts(ward.pages, 1, 1)
    await ward.says(SAM, "goes on to the others")
    await ward.close(await ward.code(ROSA), ROSA)


async def test_a_page_that_is_never_delivered_moves_on_within_its_minute(ward: Ward) -> None:
    await ward.begin("Hugo")
    await ward.phones.behaves(SAM, "stall", times=1)
    await ward.phones.type(PATIENTS["Hugo"], SEVERE)
    await ward.counts(ward.pages, 1, 0)
    await ward.counts(ward.pages, 1, 1)  # the clock runs as ours does: Sam's turn lasts 15 minutes
    await ward.counts(ward.calls, 1, 0)
    await ward.close(await ward.code(ROSA), ROSA)


async def test_a_patient_who_texted_stop_reports_swelling_and_is_not_texted_but_phoned(ward: Ward) -> None:
    await ward.begin("Ines")
    patient = PATIENTS["Ines"]
    await ward.phones.type(patient, "STOP")
    await ward.on_timeline(patient, "consent.withdrawn.v1", of="topic")
    texts = await ward.phones.texts_to(patient)
    await ward.phones.type(patient, EMERGENCY)
    await ward.counts(ward.pages, 1, 1)
    await ward.counts(ward.calls, 1, 1)
    await ward.on_timeline(patient, "opted out: phone them")
    await ward.close(await ward.code(SAM), SAM)
    ours = [text for text in await ward.phones.texts_to(patient) if "unsubscribed" not in text]
    assert ours == [text for text in texts if "unsubscribed" not in text]


async def test_escalations_is_killed_around_its_page_and_nobody_is_paged_twice(ward: Ward) -> None:
    await ward.begin("Amira")
    await ward.phones.type(PATIENTS["Amira"], SEVERE)
    await ward.running.kill("escalations")
    await ward.running.start("escalations")
    await ward.counts(ward.pages, 1, 0)
    await ward.running.kill("escalations")
    await ward.running.start("escalations")
    await ward.pass_by(16)
    await ward.counts(ward.pages, 1, 1)
    assert len(await ward.pages(SAM)) == 1
    await ward.close(await ward.code(ROSA), ROSA)


async def test_whoever_texted_stop_to_the_clinic_is_still_called(ward: Ward) -> None:
    await ward.begin("Bruno")
    await ward.phones.behaves(SAM, "refuse", code=21610, times=1)
    await ward.phones.type(PATIENTS["Bruno"], SEVERE)
    await ward.counts(ward.pages, 0, 1)
    await ward.counts(ward.calls, 1, 0)
    await ward.on_timeline(PATIENTS["Bruno"], "21610")
    await ward.close(await ward.code(ROSA), ROSA)
