"""Reminders of questions."""

from datetime import timedelta

from services.notifications.stage import Stage, Twilio, sid_of
from support.builders_notifications import MAYA, patient_registered, prompt_requested
from support.carrier import Weather
from support.clock import StoppedClock
from support.heard import said

from aftercare_contracts import MessageFailed, MessageSent, PromptRequested, Purpose
from aftercare_notifications.domain.progress import State
from aftercare_notifications.domain.reminders import ANSWERED, NOT_ASKED

QUESTION, REMINDER = "How is your scalp?", "We have not heard from you."


def reminder() -> PromptRequested:
    return prompt_requested(reason="reminder", text=REMINDER, purpose=Purpose.REMINDER)


async def test_somebody_who_has_written_since_the_question_is_not_reminded(
    stage: Stage, twilio: Twilio, clock: StoppedClock
) -> None:
    await stage.tell(patient_registered(), prompt_requested())
    await stage.send()
    await twilio.text("Fine", sid=sid_of(1), number=MAYA)
    clock.pass_by(timedelta(hours=4))
    await stage.tell(reminder())
    await stage.send()
    assert stage.carrier.bodies(MAYA) == [QUESTION]
    [failed] = await said(stage.works, MessageFailed)
    assert (failed.purpose, failed.code, failed.reason) == (Purpose.REMINDER, None, ANSWERED)
    assert (await stage.message(reminder().message_id))["state"] == State.DROPPED


async def test_somebody_who_wrote_before_the_question_is_reminded(
    stage: Stage, twilio: Twilio, clock: StoppedClock
) -> None:
    await stage.tell(patient_registered(), prompt_requested())
    await twilio.text("Hello?", sid=sid_of(1), number=MAYA)
    clock.pass_by(timedelta(seconds=1))
    await stage.send()
    clock.pass_by(timedelta(hours=4))
    await stage.tell(reminder())
    await stage.send()
    assert stage.carrier.bodies(MAYA) == [QUESTION, REMINDER]


async def test_a_question_held_overnight_and_its_reminder_do_not_come_together(
    stage: Stage, clock: StoppedClock
) -> None:
    clock.set("2026-03-03T02:00Z")  # 21:00 in New York
    await stage.tell(patient_registered(), prompt_requested())
    await stage.send()
    clock.set("2026-03-03T06:00Z")
    await stage.tell(reminder())
    await stage.send()
    clock.set("2026-03-03T14:00Z")  # 09:00
    await stage.send()
    assert stage.carrier.bodies(MAYA) == [QUESTION]
    clock.set("2026-03-03T15:59Z")
    await stage.send()
    assert stage.carrier.bodies(MAYA) == [QUESTION]
    clock.set("2026-03-03T16:00Z")
    await stage.send()
    assert stage.carrier.bodies(MAYA) == [QUESTION, REMINDER]


async def test_a_reminder_waits_while_nobody_knows_whether_the_question_was_sent(
    stage: Stage, clock: StoppedClock
) -> None:
    stage.carrier.forecast(MAYA, Weather.LOSE_REQUEST)
    await stage.tell(patient_registered(), prompt_requested(), reminder())
    for _ in range(4):
        await stage.send()
        await stage.reconcile()
    clock.pass_by(timedelta(hours=2))
    await stage.send()
    assert stage.carrier.bodies(MAYA) == [QUESTION, REMINDER]
    assert len(await said(stage.works, MessageSent)) == 2


async def test_nobody_is_reminded_of_a_question_that_was_refused(stage: Stage) -> None:
    stage.carrier.forecast(MAYA, 30007)
    await stage.tell(patient_registered(), prompt_requested())
    await stage.send()
    await stage.tell(reminder())
    await stage.send()
    assert stage.carrier.bodies(MAYA) == []
    assert (await said(stage.works, MessageFailed))[1].reason == NOT_ASKED


async def test_a_reminder_that_is_heard_of_before_its_question_waits_for_it(
    stage: Stage, clock: StoppedClock
) -> None:
    await stage.tell(patient_registered(), reminder())
    await stage.send()
    await stage.tell(prompt_requested())
    await stage.send()
    clock.pass_by(timedelta(hours=2))
    await stage.send()
    assert stage.carrier.bodies(MAYA) == [QUESTION, REMINDER]
