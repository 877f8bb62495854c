"""Texts whose sending was lost sight of."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from services.notifications.stage import FROM, Stage, Twilio
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
from support.carrier import Crashed, FakeCarrier, Weather
from support.events import id_of
from support.heard import said

from aftercare_contracts import MessageDelivered, MessageSent, Purpose
from aftercare_notifications.domain.outcomes import Listed, NotSent, Outcome, Text
from aftercare_notifications.jobs import SEND_PROMPTS
from aftercare_notifications.jobs.flights import Flight, fly
from aftercare_notifications.store import Progress

PROMPT = id_of("day 1 for Maya Ortiz")


async def test_a_prompt_whose_answer_was_lost_is_found_and_not_sent_twice(stage: Stage) -> None:
    stage.carrier.forecast(MAYA, Weather.LOSE_ANSWER)
    await stage.tell(patient_registered(), prompt_requested())
    await stage.send()
    assert await said(stage.works, MessageSent) == []
    for _ in range(3):
        await stage.reconcile()
        await stage.send()
    assert len(stage.carrier.posted) == 1
    assert len(await said(stage.works, MessageSent)) == 1
    assert (await stage.message(PROMPT))["sid"] == stage.carrier.sids(MAYA)[0]


async def test_a_prompt_that_never_arrived_is_sent_again_after_the_second_look(stage: Stage) -> None:
    stage.carrier.forecast(MAYA, Weather.LOSE_REQUEST)
    await stage.tell(patient_registered(), prompt_requested())
    await stage.send()
    await stage.reconcile()
    await stage.send()
    assert len(stage.carrier.posted) == 1
    await stage.reconcile()
    await stage.seconds_pass(60)
    await stage.send()
    assert len(stage.carrier.posted) == 2
    assert len(stage.carrier.sids(MAYA)) == len(await said(stage.works, MessageSent)) == 1


async def test_while_the_carrier_cannot_be_asked_a_prompt_stays_in_doubt(stage: Stage) -> None:
    stage.carrier.forecast(MAYA, Weather.LOSE_ANSWER)
    await stage.tell(patient_registered(), prompt_requested())
    await stage.send()
    stage.carrier.unreachable = True
    for _ in range(4):
        await stage.reconcile()
        await stage.send()
    assert len(stage.carrier.posted) == 1
    stage.carrier.unreachable = False
    await stage.reconcile()
    assert len(await said(stage.works, MessageSent)) == 1


async def test_a_page_is_sent_again_after_the_first_look_in_vain(stage: Stage) -> None:
    stage.carrier.forecast(NURSE, Weather.LOSE_REQUEST)
    await stage.tell(staff_registered(), message_requested(staff("Nora"), purpose=Purpose.PAGE))
    await stage.send()
    await stage.reconcile()
    await stage.seconds_pass(10)
    await stage.send()
    assert len(stage.carrier.posted) == 2
    assert len(await said(stage.works, MessageSent)) == 1


async def test_an_answer_is_not_sent_again_while_the_carrier_cannot_be_asked(stage: Stage) -> None:
    stage.carrier.forecast(MAYA, *[Weather.LOSE_ANSWER] * 30)
    stage.carrier.unreachable = True
    thanks = message_requested(patient("Maya Ortiz"), purpose=Purpose.ANSWER, text="Thanks.")
    await stage.tell(patient_registered(), thanks)
    for _ in range(20):
        await stage.send()
        await stage.reconcile()
    stage.carrier.unreachable = False
    await stage.reconcile()
    assert len(stage.carrier.bodies(MAYA)) == len(await said(stage.works, MessageSent)) == 1


async def test_an_answer_that_is_late_in_the_carriers_list_is_not_sent_again(stage: Stage) -> None:
    class Late(FakeCarrier):
        async def sent_to(self, number: str, via: str | None = None) -> Sequence[Listed]:
            found = await super().sent_to(number, via)
            return found if self.lookups > 1 else []

    late = Stage(works=stage.works, carrier=Late())
    late.carrier.forecast(MAYA, Weather.LOSE_ANSWER)
    thanks = message_requested(patient("Maya Ortiz"), purpose=Purpose.ANSWER, text="Thanks.")
    await late.tell(patient_registered(), thanks)
    for _ in range(4):
        await late.send()
        await late.reconcile()
    assert len(late.carrier.bodies(MAYA)) == 1


async def test_a_safety_text_goes_again_less_and_less_often_while_the_carrier_cannot_be_asked(
    stage: Stage,
) -> None:
    stage.carrier.forecast(MAYA, *[Weather.LOSE_ANSWER] * 200)
    stage.carrier.unreachable = True
    await stage.tell(patient_registered(), message_requested(patient("Maya Ortiz")))
    for _ in range(60):
        await stage.send()
        await stage.reconcile()
    assert 5 <= len(stage.carrier.bodies(MAYA)) <= 12


async def test_a_prompt_that_the_carrier_has_changed_is_known_again(stage: Stage) -> None:
    class Trial(FakeCarrier):
        async def sent_to(self, number: str, via: str | None = None) -> Sequence[Listed]:
            found = await super().sent_to(number, via)
            return [replace(one, body=f"Sent from a trial account - {one.body}") for one in found]

    trial = Stage(works=stage.works, carrier=Trial())
    trial.carrier.forecast(MAYA, Weather.LOSE_ANSWER)
    await trial.tell(patient_registered(), prompt_requested())
    for _ in range(4):
        await trial.send()
        await trial.reconcile()
    assert len(trial.carrier.bodies(MAYA)) == len(await said(stage.works, MessageSent)) == 1


async def test_of_two_prompts_in_doubt_neither_is_taken_for_the_other(stage: Stage) -> None:
    stage.carrier.forecast(MAYA, Weather.LOSE_REQUEST, Weather.LOSE_ANSWER)
    await stage.tell(patient_registered(), prompt_requested())
    await stage.send()
    await stage.tell(prompt_requested(reason="week 1", text="And now?"))
    await stage.send()
    for _ in range(4):
        await stage.reconcile()
        await stage.send()
    assert sorted(stage.carrier.bodies(MAYA)) == ["And now?", "How is your scalp?"]


async def test_a_process_killed_while_it_sent_leaves_nothing_behind_that_is_sent_twice(stage: Stage) -> None:
    stage.carrier.forecast(MAYA, Weather.CRASH)
    await stage.tell(patient_registered(), prompt_requested())
    with pytest.raises(Crashed):
        await stage.run(SEND_PROMPTS)
    after_restart = Stage(works=stage.works, carrier=stage.carrier)
    await after_restart.send()
    await after_restart.reconcile()
    await after_restart.send()
    assert len(stage.carrier.posted) == len(await said(stage.works, MessageSent)) == 1


async def test_a_claim_is_left_alone_while_its_process_may_still_be_at_it(stage: Stage) -> None:
    stage.carrier.forecast(MAYA, Weather.CRASH)
    await stage.tell(patient_registered(), prompt_requested())
    with pytest.raises(Crashed):
        await stage.run(SEND_PROMPTS)
    await stage.seconds_pass(10)
    await stage.run("reconcile")
    assert stage.carrier.lookups == 0
    await stage.seconds_pass(10)
    await stage.run("reconcile")
    assert stage.carrier.lookups == 1


async def test_a_callback_tells_of_a_text_before_our_own_request_returns(
    stage: Stage, twilio: Twilio
) -> None:
    stage.carrier.forecast(MAYA, Weather.LOSE_ANSWER)
    await stage.tell(patient_registered(), prompt_requested())
    await stage.send()
    [sid] = stage.carrier.sids(MAYA)
    assert (await twilio.report("delivered", sid=sid, message_id=PROMPT)).status_code == 200
    await stage.reconcile()
    await stage.send()
    assert stage.carrier.lookups == 0
    assert len(stage.carrier.posted) == 1
    assert len(await said(stage.works, MessageSent)) == len(await said(stage.works, MessageDelivered)) == 1


async def test_of_two_equal_texts_to_one_phone_each_finds_its_own(stage: Stage) -> None:
    await stage.tell(patient_registered(), patient_registered("Luz Ortiz", MAYA))
    stage.carrier.forecast(MAYA, Weather.LOSE_ANSWER, Weather.LOSE_REQUEST)
    await stage.tell(prompt_requested(), prompt_requested("Luz Ortiz"))
    await stage.send()
    for _ in range(3):
        await stage.reconcile()
        await stage.send()
    assert len(stage.carrier.sids(MAYA)) == 2
    assert len(await said(stage.works, MessageSent)) == 2


async def test_an_older_equal_text_is_not_taken_for_the_one_that_is_sought(stage: Stage) -> None:
    await stage.tell(patient_registered(), message_requested(patient("Maya Ortiz"), reason="first"))
    await stage.send()
    stage.carrier.forecast(MAYA, Weather.LOSE_REQUEST)
    await stage.tell(message_requested(patient("Maya Ortiz"), reason="second"))
    await stage.send()
    await stage.reconcile()
    await stage.seconds_pass(10)
    await stage.send()
    assert len(stage.carrier.sids(MAYA)) == 2
    assert len(await said(stage.works, MessageSent)) == 2


async def test_news_of_an_earlier_attempt_do_not_undo_a_later_one(stage: Stage) -> None:
    stage.carrier.forecast(MAYA, Weather.NOT_REACHED, Weather.CRASH)
    await stage.tell(patient_registered(), prompt_requested())
    await stage.send()
    await stage.seconds_pass(60)
    with pytest.raises(Crashed):
        await stage.run(SEND_PROMPTS)
    async with stage.works.begin() as work:
        await Progress(work).not_sent(PROMPT, 1)
        await Progress(work).refused(PROMPT, 1, 21211, FROM)
        await Progress(work).in_doubt(PROMPT, 1)
    assert (await stage.message(PROMPT))["state"] == "sending"


async def test_a_process_that_was_held_up_lets_a_text_go_that_another_may_have_taken_over(
    stage: Stage,
) -> None:
    text = Text(message_id=PROMPT, number=MAYA, body="Hello", validity=timedelta(minutes=1), sender=FROM)
    flight = Flight(text=text, attempt=1, nimble=False, claimed_at=time.monotonic() - 4)
    assert await fly(flight, stage.carrier) == NotSent(reason="HeldUp")
    assert stage.carrier.posted == []


async def test_a_service_that_stops_waits_for_what_is_under_way_and_writes_it_down(stage: Stage) -> None:
    class Slow(FakeCarrier):
        asked, may_answer = asyncio.Event(), asyncio.Event()

        async def send(self, text: Text) -> Outcome:
            self.asked.set()
            await self.may_answer.wait()
            return await super().send(text)

    slow = Stage(works=stage.works, carrier=Slow())
    await stage.tell(patient_registered(), prompt_requested())
    running = asyncio.create_task(slow.run(SEND_PROMPTS))
    await Slow.asked.wait()
    running.cancel()
    Slow.may_answer.set()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert (await stage.message(PROMPT))["state"] == "queued"
    assert len(await said(stage.works, MessageSent)) == 1
