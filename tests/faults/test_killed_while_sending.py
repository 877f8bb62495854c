"""Notifications is killed at each step of sending, while the carrier loses answers and reports in disorder.

Nothing of this is known to the product: a gate on the wire, or a lock on a table, stops it at the step, and
then comes kill -9.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

import pytest
from faults.gate import Stop
from faults.kit import Kit, kit
from support.broker import Broker, eventually
from support.builders_notifications import (
    message_requested,
    patient,
    patient_registered,
    prompt_requested,
    staff,
    staff_registered,
)
from support.events import clinic_configured

from aftercare_contracts import (
    Event,
    MessageDelivered,
    MessageFailed,
    MessageRequested,
    MessageSent,
    PromptRequested,
    Purpose,
)
from aftercare_demo.servers import Servers
from aftercare_notifications.domain.repeats import unmarked

MONDAY_10_IN_NEW_YORK = "2026-03-02T15:00:00+00:00"
PROMPTS, SAFETY_TEXTS, PAGES = 40, 5, 5
LOST = 3


class Step(StrEnum):
    """Where the process is when it dies."""

    CLAIMING = "while it claims"
    PROMPT_CLAIMED = "a prompt is claimed and not asked for"
    SAFETY_CLAIMED = "a safety text is claimed and not asked for"
    PAGE_CLAIMED = "a page is claimed and not asked for"
    PROMPT_TAKEN = "the carrier has a prompt, and has not answered"
    SAFETY_TAKEN = "the carrier has a safety text, and has not answered"
    PAGE_TAKEN = "the carrier has a page, and has not answered"
    ANSWERED = "answers are there and not written"
    WRITTEN = "answers are written and not told"
    REPORTED = "reports come in and are not written"


_AT_THE_GATE = {
    Step.PROMPT_CLAIMED: (Stop.BEFORE, "How is your scalp"),
    Step.SAFETY_CLAIMED: (Stop.BEFORE, "medical care"),
    Step.PAGE_CLAIMED: (Stop.BEFORE, "needs you"),
    Step.PROMPT_TAKEN: (Stop.AFTER, "How is your scalp"),
    Step.SAFETY_TAKEN: (Stop.AFTER, "medical care"),
    Step.PAGE_TAKEN: (Stop.AFTER, "needs you"),
}
_AT_A_TABLE = {
    Step.CLAIMING: "contacts",
    Step.ANSWERED: "copies",
    Step.REPORTED: "callbacks",
}


@dataclass(slots=True, kw_only=True)
class Wave:
    """Fifty texts, each to a phone of its own; every tenth phone is not reachable."""

    number: int
    prompts: dict[str, UUID] = field(default_factory=dict)
    urgent: dict[str, UUID] = field(default_factory=dict)
    contacts: list[Event] = field(default_factory=list)
    requests: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        for place in range(PROMPTS + SAFETY_TEXTS + PAGES):
            name, phone = f"P{self.number} {place}", self._phone(place)
            if place < PROMPTS:
                prompt = prompt_requested(name)
                self.prompts[phone] = prompt.message_id
                self._add(patient_registered(name, phone), prompt)
            elif place < PROMPTS + SAFETY_TEXTS:
                safety = message_requested(patient(name))
                self.urgent[phone] = safety.message_id
                self._add(patient_registered(name, phone), safety)
            else:
                page = message_requested(staff(name), text="K7 needs you.", purpose=Purpose.PAGE)
                self.urgent[phone] = page.message_id
                self._add(staff_registered(name, phone), page)

    @property
    def unreachable(self) -> list[str]:
        """The phones that no text gets to."""
        return [phone for place, phone in enumerate((*self.prompts, *self.urgent)) if place % 10 == 0]

    def _phone(self, place: int) -> str:
        return f"+1212555{self.number * 50 + place:04}"

    def _add(self, contact: Event, request: Event) -> None:
        self.contacts.append(contact)
        self.requests.append(request)


@pytest.mark.timeout(900)
async def test_killed_at_each_step_of_five_hundred_sends_every_text_is_there_and_no_prompt_twice(
    own_servers: Servers,
) -> None:
    waves = [Wave(number=number) for number in range(len(Step))]
    async with kit(own_servers, at=MONDAY_10_IN_NEW_YORK) as running:
        await running.start()
        await running.publish([clinic_configured(), *(one for wave in waves for one in wave.contacts)])
        await eventually(lambda: _known(running, 50 * len(waves)))
        for step, wave in zip(Step, waves, strict=True):
            await running.conditions(
                duplicates=1, reorder=True, lose_responses=LOST, min_delay_s=0.05, max_delay_s=0.3
            )
            for phone in wave.unreachable:
                await running.behaves(phone, kind="fail", code=30005)
            await _die_at(step, wave.requests, running)
            await running.start()
        await eventually(lambda: _settled(running), within=240, every=0.5)
        texts, states = await running.texts(), await _states(running)
        told = await _told(running)
    prompts = {phone: one for wave in waves for phone, one in wave.prompts.items()}
    urgent = {phone: one for wave in waves for phone, one in wave.urgent.items()}
    taken = Counter(text["to"] for text in texts)
    assert {phone: taken[phone] for phone in prompts} == dict.fromkeys(prompts, 1)
    assert [phone for phone in urgent if taken[phone] == 0] == []
    assert set(taken) == {*prompts, *urgent}
    _only_marked_repeats(texts, urgent)
    unreachable = {phone for wave in waves for phone in wave.unreachable}
    for phone, message_id in {**prompts, **urgent}.items():
        assert states[message_id] == ("failed" if phone in unreachable else "delivered"), phone
        ended = MessageFailed if phone in unreachable else MessageDelivered
        assert told[message_id] == Counter({MessageSent.topic: 1, ended.topic: 1}), phone


async def _die_at(step: Step, requests: Sequence[Event], running: Kit) -> None:
    """Ask for a wave of texts, and kill the process once it has come to the step."""
    if step in _AT_THE_GATE:
        running.gate.stop(*_AT_THE_GATE[step])
        await running.publish(requests)
        async with asyncio.timeout(60):
            await running.gate.stopped.wait()
        await running.kill()
        running.gate.open()
        return
    if step is Step.WRITTEN:
        await running.publish(requests)
        await eventually(lambda: _some_written(requests, running), every=0)
        await running.kill()
        return
    async with AsyncExitStack() as stack:
        holding = asyncio.create_task(
            stack.enter_async_context(running.nothing_written_to(_AT_A_TABLE[step]))
        )
        await running.publish(requests)
        await holding
        await running.kill()


async def _some_written(requests: Sequence[Event], running: Kit) -> bool:
    asked = [one.message_id for one in requests if isinstance(one, (PromptRequested, MessageRequested))]
    async with running.database() as connection:
        found = "select count(*) from messages where message_id = any($1) and state = 'queued'"
        return bool(await connection.fetchval(found, asked) > 0)


async def _known(running: Kit, count: int) -> bool:
    async with running.database() as connection:
        return bool(await connection.fetchval("select count(*) from contacts") == count)


async def _settled(running: Kit) -> bool:
    """All texts have come to their end, and all has been told."""
    async with running.database() as connection:
        left = await connection.fetchval(
            "select (select count(*) from messages where state not in ('delivered', 'failed'))"
            " + (select count(*) from outbox)"
        )
        return bool(left == 0) and bool(await connection.fetchval("select count(*) from messages") == 500)


async def _states(running: Kit) -> dict[UUID, str]:
    async with running.database() as connection:
        rows = await connection.fetch("select message_id, state from messages")
        return {row["message_id"]: row["state"] for row in rows}


async def _told(running: Kit) -> dict[UUID, Counter[str]]:
    """What the console would hear of each text; the same event twice is one."""
    told: dict[UUID, Counter[str]] = defaultdict(Counter)
    for kind in (MessageSent, MessageDelivered, MessageFailed):
        waiting = await Broker(url=running.broker.url).messages_in(f"console.{kind.topic}")
        events = {one.event_id: one for one in (kind.model_validate_json(each.body) for each in waiting)}
        for event in events.values():
            told[event.message_id][kind.topic] += 1
    return told


def _only_marked_repeats(texts: Sequence[dict[str, object]], urgent: dict[str, UUID]) -> None:
    """The first of several copies is as it was asked for, and each later one says that it is a repeat."""
    for phone in urgent:
        bodies = [str(text["body"]) for text in texts if text["to"] == phone]
        assert all(body != unmarked(body) for body in bodies[1:]), bodies
        assert len({unmarked(body) for body in bodies}) == 1
