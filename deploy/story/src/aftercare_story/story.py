"""The story of the demo: every step is seen to happen, or the story ends naming the one that did not."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from aftercare_story.clinic import AMIRA, BRUNO, CHLOE, DIEGO, PATIENTS, ROSA, SAM, STAFF, TIMEZONE, Clinic
from aftercare_story.phones import Phone, Phones

MONDAY = date(2026, 6, 1)
TALKING = 60.0  # the clock's speed while people talk: a minute a second
_PATIENCE = 120.0  # seconds a step may take before it counts as not having happened
_CODE = re.compile(r"[Cc]ase (\w+)")

Check = Callable[[], Awaitable[bool]]
BeforeStep = Callable[[str], Awaitable[None]]


class StepMissing(Exception):
    """A step of the story did not happen."""


async def go_on(_: str) -> None:
    """Go straight on to the next step."""


@dataclass(slots=True, kw_only=True)
class Story:
    """Plays people, watches the system, and writes down what happens."""

    phones: Phones
    clinic: Clinic
    tell: Callable[[str], None]
    before_step: BeforeStep = go_on
    printed: dict[str, int] = field(default_factory=dict)

    async def play(self) -> None:
        """The whole story; raises StepMissing."""
        await self._set_up()
        await self._day_1()
        code = await self._a_severe_rash()
        await self._somebody_takes_it(code)
        await self._silence()
        await self._one_month()

    async def _set_up(self) -> None:
        await self._set_clock(MONDAY, "16:00")
        for phone in (*PATIENTS, *STAFF):
            await self.phones.register(phone)
        await self.clinic.configure()
        for patient in PATIENTS:
            language = "es" if patient is DIEGO else "en"
            await self.clinic.complete_procedure(patient, MONDAY, language=language)
        self.tell("The clinic sends four patients home. Sam is on call first, then Rosa.")
        await self._step("the procedures are on the patients' timelines", self._planned)

    async def _day_1(self) -> None:
        await self._jump(MONDAY + timedelta(days=1), "09:59")
        for patient in PATIENTS:
            await self._step(f"{patient.name} is asked on day 1", self._got(patient, 1))
        await self._type(AMIRA, "1, a bit tight but ok")
        await self._step("Amira is answered", self._got(AMIRA, 2))
        await self._type(DIEGO, "0")
        await self._step("Diego is answered in Spanish", self._got(DIEGO, 2))
        await self._type(CHLOE, "STOP")
        await self._step("Chloe's STOP is on her timeline", self._on_timeline(CHLOE, "consent.withdrawn.v1"))

    async def _a_severe_rash(self) -> str:
        await self._jump(MONDAY + timedelta(days=7), "09:59")
        await self._step("Amira is asked after a week", self._got(AMIRA, 3))
        await self._step("Bruno is asked after a week", self._got(BRUNO, 2))
        await self._step(
            "Chloe is not asked: it is on her timeline why", self._on_timeline(CHLOE, "message.failed.v1")
        )
        await self._type(DIEGO, "todo bien")
        await self._step("Diego's good news is noted", self._got(DIEGO, 4))
        # It would ring for half a minute of real time, and the call end days after the story has gone on.
        await self.phones.takes_calls(SAM, "no_answer", times=1)
        await self._type(AMIRA, "the rash is really bad and it is spreading")
        await self._step("Amira is told to get medical care today", self._says(AMIRA, "medical care today"))
        await self._step("Sam, first on call, is paged", self._got(SAM, 1))
        page = (await self.phones.texts_to(SAM))[0]
        code = _CODE.search(page)
        if code is None or "rash" in page.lower() or AMIRA.name in page:
            raise StepMissing(f"the page names the case and nothing of the patient's health: {page!r}")
        self.tell("Sam does not answer.")
        return code.group(1)

    async def _somebody_takes_it(self, code: str) -> None:
        await self._step("Sam's phone rings as well, halfway through his turn", self._was_called(SAM))
        await self._step("Rosa, next on call, is paged five minutes later", self._got(ROSA, 1))
        await self._type(ROSA, code.lower())
        await self._step("the case is Rosa's", self._case("taken", code))
        await self._step("Rosa is told that she has it", self._got(ROSA, 2))
        await self._step("Sam is told who has it", self._says(SAM, "Rosa"))
        await self._step("Amira is told who will call", self._says(AMIRA, "Rosa"))
        await self._type(ROSA, f"{code} done called her, sees a doctor today")
        await self._step("the case is closed with its outcome", self._case("closed", code))

    async def _silence(self) -> None:
        await self._step(
            "Bruno is reminded once", self._got(BRUNO, 3), hurry=lambda: self._jump_by_day(7, "14:05")
        )
        await self._jump_by_day(8, "15:00")
        await self._step("Bruno's silence is noted", self._on_timeline(BRUNO, "checkin.unanswered.v1"))

    async def _one_month(self) -> None:
        await self._jump(date(2026, 7, 1), "09:59")
        await self._step("Amira is asked after a month", self._says(AMIRA, "How is your scalp", times=3))
        await self._type(AMIRA, "0 all good now")
        await self._step("Amira's last answer is noted", self._says(AMIRA, "noted"))
        await self._step("Diego is asked after a month", self._got(DIEGO, 5))
        await self._step("nobody was texted twice", self._nothing_twice)

    async def _step(
        self, what: str, happened: Check, *, hurry: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        await self.before_step(what)
        if hurry is not None:
            await hurry()
        await self._until(happened, what)
        await self._print_new_texts()
        self.tell(f"  ✓ {what}")

    async def _until(self, happened: Check, what: str) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                while not await happened():  # noqa: ASYNC110 - it happens in other processes
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise StepMissing(what) from None

    async def _type(self, phone: Phone, words: str) -> None:
        self.tell(f"  {phone.name} → clinic: {words}")
        await self.phones.type(phone, words)

    async def _jump(self, on: date, at: str) -> None:
        await self._until(self._settled, "what was sent is delivered")
        await self._set_clock(on, at)

    async def _set_clock(self, on: date, at: str) -> None:
        moment = datetime.fromisoformat(f"{on}T{at}").replace(tzinfo=ZoneInfo(TIMEZONE))
        self.tell(f"\n{moment:%A %-d %B, %H:%M}")
        await self.phones.set_clock(moment.astimezone(UTC), speed=TALKING)

    async def _jump_by_day(self, days: int, at: str) -> None:
        await self._jump(MONDAY + timedelta(days=days), at)

    async def _print_new_texts(self) -> None:
        for phone in (*PATIENTS, *STAFF):
            texts = await self.phones.texts_to(phone)
            for text in texts[self.printed.get(phone.number, 0) :]:
                self.tell(f"  clinic → {phone.name}: {text}")
            self.printed[phone.number] = len(texts)

    def _got(self, phone: Phone, count: int) -> Check:
        async def check() -> bool:
            return len(await self.phones.texts_to(phone)) >= count

        return check

    def _says(self, phone: Phone, part: str, *, times: int = 1) -> Check:
        async def check() -> bool:
            return sum(part in text for text in await self.phones.texts_to(phone)) >= times

        return check

    def _was_called(self, phone: Phone) -> Check:
        async def check() -> bool:
            return len(await self.phones.calls_to(phone)) >= 1

        return check

    def _on_timeline(self, patient: Phone, topic: str) -> Check:
        async def check() -> bool:
            return any(entry["topic"] == topic for entry in await self.clinic.timeline(patient))

        return check

    def _case(self, state: str, code: str) -> Check:
        async def check() -> bool:
            return any(case["code"] == code for case in await self.clinic.cases(state))

        return check

    async def _settled(self) -> bool:
        """What was sent is known to be delivered, so that a jump of the clock comes after it."""
        for patient in PATIENTS:
            topics = [entry["topic"] for entry in await self.clinic.timeline(patient)]
            if topics.count("message.sent.v1") > topics.count("message.delivered.v1"):
                return False
        return True

    async def _planned(self) -> bool:
        timelines = [await self.clinic.timeline(patient) for patient in PATIENTS]
        return all(any(e["topic"] == "procedure.completed.v1" for e in timeline) for timeline in timelines)

    async def _nothing_twice(self) -> bool:
        texts = {phone.name: await self.phones.texts_to(phone) for phone in (*PATIENTS, *STAFF)}
        twice = [name for name, got in texts.items() if len(got) != _EXPECTED[name]]
        if twice:
            raise StepMissing(f"nobody was texted twice: {[(name, texts[name]) for name in twice]}")
        return True


# Amira: 3 prompts, 3 answers, who will call. Bruno: 3 prompts, 1 reminder. Diego: 3 prompts,
# 2 answers. Chloe: 1 prompt, and the carrier's own answer to STOP.
_EXPECTED = {AMIRA.name: 7, BRUNO.name: 4, CHLOE.name: 2, DIEGO.name: 5, SAM.name: 2, ROSA.name: 3}
