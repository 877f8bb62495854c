"""No sender sends faster than the carrier lets it, and urgent texts go first."""

import asyncio
from datetime import timedelta

import pytest
from services.notifications.stage import OURS, Stage, settings_with
from sqlalchemy import text
from support.broker import eventually
from support.builders_notifications import (
    MAYA,
    NURSE,
    message_requested,
    patient,
    patient_registered,
    prompt_requested,
    staff,
    staff_registered,
)
from support.carrier import FakeCarrier
from support.heard import said

from aftercare_chassis import Works
from aftercare_chassis.jobs import Ticker
from aftercare_contracts import MessageSent, Purpose
from aftercare_notifications.domain.outcomes import NotSent, Outcome, Text
from aftercare_notifications.domain.pace import pace
from aftercare_notifications.jobs import SEND_PROMPTS, SEND_URGENT
from aftercare_notifications.settings.senders import Sender
from aftercare_notifications.store import Paces

TEN_A_SECOND = pace(100, urgent_share=0.9)


async def take(works: Works, at_most: int) -> int:
    async with works.begin() as work:
        taken, _ = await Paces(work).take(OURS, TEN_A_SECOND, at_most)
    return taken


async def charge(works: Works, segments: int) -> None:
    async with works.begin() as work:
        await Paces(work).charge(OURS, TEN_A_SECOND, segments)


async def seconds_pass(works: Works, seconds: float) -> None:
    """A while for which nothing is sent: buckets count PostgreSQL's own time."""
    async with works.engine.begin() as connection:
        span = f"interval '{seconds} seconds'"
        await connection.execute(text(f"update paces set filled_at = filled_at - {span}"))  # noqa: S608


async def test_a_bucket_gives_what_has_flowed_in_and_no_more(stage: Stage) -> None:
    assert await take(stage.works, 10) == 1
    await charge(stage.works, 100)
    await seconds_pass(stage.works, 5)
    assert await take(stage.works, 10) == 0
    await seconds_pass(stage.works, 3600)
    assert await take(stage.works, 10) == 1


async def test_what_was_taken_and_not_sent_is_given_back(stage: Stage) -> None:
    assert await take(stage.works, 10) == 1
    await charge(stage.works, -1)
    assert await take(stage.works, 10) == 1


async def test_replicas_share_a_bucket(stage: Stage) -> None:
    await take(stage.works, 1)
    await seconds_pass(stage.works, 3600)
    taken = await asyncio.gather(*(take(stage.works, 1) for _ in range(5)))
    assert sorted(taken) == [0, 0, 0, 0, 1]


@pytest.mark.parametrize(
    ("sender", "segments_per_second"),
    [
        (Sender(address="+14155550100"), 1),
        (Sender(address="+18885550100"), 3),
        (Sender(address="72345"), 100),
        (Sender(address="MG" + "0" * 32), 1),
        (Sender(address="+14155550100", segments_per_second=75 / 60), 1.25),
    ],
)
def test_each_kind_of_sender_has_a_usual_rate_and_may_have_one_of_its_own(
    sender: Sender, segments_per_second: float
) -> None:
    assert settings_with(segments_per_second=None).rate_of(sender) == segments_per_second


async def test_a_slow_sender_hands_over_one_prompt_and_keeps_the_rest(stage: Stage) -> None:
    slow = Stage(works=stage.works, carrier=stage.carrier, settings=settings_with(segments_per_second=0.001))
    await stage.tell(*(patient_registered(f"P {n}", f"+1212555{n:04}") for n in range(3)))
    await stage.tell(*(prompt_requested(f"P {n}") for n in range(3)))
    for _ in range(3):
        await slow.jobs[SEND_PROMPTS].run(stage.works)
    assert len(stage.carrier.posted) == 1


async def test_a_long_text_pays_for_all_its_segments(stage: Stage) -> None:
    paced = Stage(works=stage.works, carrier=stage.carrier, settings=settings_with(segments_per_second=0.01))
    await stage.tell(patient_registered(), patient_registered("Tom Reed", "+12125550102"))
    await stage.tell(prompt_requested(text="á" * 500))
    await paced.jobs[SEND_PROMPTS].run(stage.works)
    await stage.tell(prompt_requested("Tom Reed"))
    await seconds_pass(stage.works, 500)
    again = Stage(works=stage.works, carrier=stage.carrier, settings=paced.settings)
    await again.jobs[SEND_PROMPTS].run(stage.works)
    assert len(stage.carrier.posted) == 1
    await seconds_pass(stage.works, 500)
    later = Stage(works=stage.works, carrier=stage.carrier, settings=paced.settings)
    await later.jobs[SEND_PROMPTS].run(stage.works)
    assert len(stage.carrier.posted) == 2


async def test_a_page_goes_though_the_bucket_is_empty_and_prompts_wait_until_it_is_paid_for(
    stage: Stage,
) -> None:
    slow = Stage(works=stage.works, carrier=stage.carrier, settings=settings_with(segments_per_second=0.001))
    await stage.tell(patient_registered(), staff_registered(), prompt_requested())
    await slow.jobs[SEND_PROMPTS].run(stage.works)
    await stage.tell(prompt_requested(reason="week 1"))
    for number in range(5):
        page = message_requested(staff("Nora"), reason=f"page {number}", purpose=Purpose.PAGE)
        await stage.tell(page)
    await slow.run(SEND_URGENT)
    await slow.jobs[SEND_PROMPTS].run(stage.works)
    assert len(stage.carrier.bodies(NURSE)) == 5
    assert len(stage.carrier.bodies(MAYA)) == 1


class Busy(FakeCarrier):
    """Says once that it is too much, and asks for a pause."""

    asked = False

    async def send(self, text: Text) -> Outcome:
        if self.asked:
            return await super().send(text)
        self.asked = True
        self.posted.append(text)
        return NotSent(reason="TooManyRequests", too_many=True, pause=timedelta(minutes=2))


async def test_a_pause_that_the_carrier_asks_for_is_kept_for_all_prompts(stage: Stage) -> None:
    busy = Stage(works=stage.works, carrier=Busy(), settings=settings_with(segments_per_second=10))
    await stage.tell(patient_registered(), prompt_requested(), prompt_requested(reason="week 1"))
    for _ in range(3):
        await busy.jobs[SEND_PROMPTS].run(stage.works)
    assert len(busy.carrier.posted) == 1
    await stage.tell(message_requested(patient("Maya Ortiz")))
    await busy.run(SEND_URGENT)
    assert busy.carrier.bodies(MAYA) == ["Please get medical care today."]
    await stage.seconds_pass(200)
    await seconds_pass(stage.works, 200)
    rested = Stage(works=stage.works, carrier=busy.carrier, settings=settings_with())
    await rested.run(SEND_PROMPTS)
    assert len(busy.carrier.bodies(MAYA)) == 3
    assert len(await said(stage.works, MessageSent)) == 3


SOON = 20  # requests: what is under way in the prompts' lane, and as many again


async def taken(stage: Stage, number: str, count: int) -> None:
    """Until the carrier has taken as many texts for a number."""

    async def holds() -> bool:
        return len(stage.carrier.bodies(number)) >= count

    await eventually(holds)


async def test_with_twenty_thousand_prompts_queued_a_page_is_among_the_next_requests(stage: Stage) -> None:
    paced = Stage(works=stage.works, carrier=stage.carrier, settings=settings_with(segments_per_second=100))
    await stage.tell(patient_registered(), staff_registered(), prompt_requested())
    await stage.execute(
        "insert into messages (message_id, clinic_id, correlation_id, lane, party_kind, party_id, purpose,"
        " text, wording, names, requested_at, held_until, expires_at)"
        " select gen_random_uuid(), clinic_id, correlation_id, lane, party_kind, party_id, purpose,"
        " text, wording, names, requested_at, held_until, expires_at"
        " from messages, generate_series(2, 20000)"
    )
    running = asyncio.create_task(Ticker(list(paced.jobs.values()), stage.works, seconds=0.1).run())
    for page in (1, 2, 3):
        await taken(stage, MAYA, 30 * page)
        before = len(stage.carrier.posted)
        await stage.tell(message_requested(staff("Nora"), reason=f"page {page}", purpose=Purpose.PAGE))
        await taken(stage, NURSE, page)
        assert [one.number for one in stage.carrier.posted[before:]].index(NURSE) < SOON
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert len(stage.carrier.bodies(MAYA)) < 20_000


async def test_what_a_sender_sends_next_is_found_behind_a_hundred_thousand_prompts_of_another(
    stage: Stage,
) -> None:
    await stage.tell(patient_registered(), prompt_requested())
    await stage.execute(
        "insert into messages (message_id, clinic_id, correlation_id, lane, party_kind, party_id, purpose,"
        " text, wording, names, requested_at, held_until, sender)"
        " select gen_random_uuid(), clinic_id, correlation_id, lane, party_kind, party_id, purpose,"
        " text, wording, names, requested_at, held_until,"
        " case n when 1 then '+15005550006' else '+15005550007' end"
        " from messages, generate_series(1, 100000) n"
    )
    await stage.execute("analyze messages")
    for lane, whose in (
        ("prompt", "sender = '+15005550006' and held_until <= now() order by held_until"),
        ("urgent", "sender = '+15005550006' and held_until <= now() order by held_until"),
        ("prompt", "sender is null"),
    ):
        plan = await stage.plan(
            f"select * from messages where state = 'requested' and lane = '{lane}' and {whose}"  # noqa: S608
            " limit 10 for update skip locked"
        )
        assert "Index Scan using messages_of_sender" in plan, plan
        assert "Sort" not in plan, plan
