"""Texts on their way out."""

import asyncio
from datetime import timedelta

from services.notifications.stage import Stage, Twilio, sid_of
from support.builders_notifications import (
    MAYA,
    NURSE,
    TOM,
    message_requested,
    patient,
    patient_registered,
    prompt_requested,
    staff,
    staff_registered,
)
from support.carrier import FakeCarrier, Weather
from support.clock import StoppedClock
from support.events import CLINIC, id_of
from support.heard import said, topics_said

from aftercare_contracts import ConsentWithdrawn, MessageFailed, MessageSent, Purpose, StaffTexted
from aftercare_notifications.domain.outcomes import Outcome, Text
from aftercare_notifications.domain.progress import State
from aftercare_notifications.domain.sending import TOO_LATE
from aftercare_notifications.domain.writers import stranger
from aftercare_notifications.jobs import SEND_PROMPTS, SEND_URGENT


async def test_maya_is_asked_once_and_the_others_are_told_what_she_was_sent(stage: Stage) -> None:
    await stage.tell(patient_registered(), prompt_requested(), prompt_requested())
    await stage.send()
    assert stage.carrier.bodies(MAYA) == ["How is your scalp?"]
    [sent] = await said(stage.works, MessageSent)
    assert (sent.party, sent.text, sent.correlation_id) == (
        patient("Maya Ortiz"),
        "How is your scalp?",
        id_of("Maya Ortiz session 1"),
    )


async def test_a_page_shows_a_patient_by_initials_and_a_colleague_by_name(stage: Stage) -> None:
    names = {"patient": patient("Maya Ortiz"), "who": staff("Nora"), "nobody": patient("Never Seen")}
    text = "{patient} needs you, {who} could not. See also {nobody}."
    await stage.tell(patient_registered(), staff_registered())
    await stage.tell(message_requested(staff("Nora"), text=text, purpose=Purpose.PAGE, names=names))
    await stage.send()
    assert stage.carrier.bodies(NURSE) == ["M.O. needs you, Nora could not. See also a patient."]


async def test_a_page_about_somebody_nobody_knows_shows_the_number_to_call(
    stage: Stage, twilio: Twilio
) -> None:
    await stage.tell(staff_registered(), patient_registered())
    await twilio.text("My scalp burns", sid=sid_of(1), number=TOM)
    names = {"patient": stranger(CLINIC, TOM)}
    for to in (staff("Nora"), patient("Maya Ortiz")):
        await stage.tell(message_requested(to, text="Call {patient}.", purpose=Purpose.PAGE, names=names))
    await stage.send()
    assert stage.carrier.bodies(NURSE) == [f"Call {TOM}."]
    assert stage.carrier.bodies(MAYA) == ["Call a caller."]


async def test_a_prompt_at_night_waits_for_the_morning_and_a_safety_text_does_not(
    stage: Stage, clock: StoppedClock
) -> None:
    clock.set("2026-03-03T03:30Z")  # 22:30 in New York
    await stage.tell(patient_registered(), prompt_requested(), message_requested(patient("Maya Ortiz")))
    await stage.send()
    assert stage.carrier.bodies(MAYA) == ["Please get medical care today."]
    clock.set("2026-03-03T13:59:59Z")
    await stage.send()
    assert len(stage.carrier.posted) == 1
    clock.set("2026-03-03T14:00Z")  # 09:00 in New York
    await stage.send()
    assert stage.carrier.bodies(MAYA)[1:] == ["How is your scalp?"]


async def test_a_prompt_waits_until_the_window_is_open_where_the_number_is_from_too(
    stage: Stage, clock: StoppedClock
) -> None:
    california = "+14155550123"
    clock.set("2026-03-03T15:00Z")  # 10:00 in New York, 07:00 in Los Angeles
    await stage.tell(patient_registered(number=california), prompt_requested())
    await stage.send()
    assert stage.carrier.posted == []
    clock.set("2026-03-03T17:00Z")  # 09:00 in Los Angeles
    await stage.send()
    assert len(stage.carrier.bodies(california)) == 1


async def test_a_prompt_that_has_become_useless_is_never_sent(stage: Stage, clock: StoppedClock) -> None:
    await stage.tell(patient_registered(), prompt_requested(expires_at="2026-03-02T16:00Z"))
    clock.set("2026-03-02T16:00Z")
    await stage.send()
    [failed] = await said(stage.works, MessageFailed)
    assert stage.carrier.posted == []
    assert failed.code is None
    assert failed.reason.startswith("Too late")


async def test_without_consent_no_prompt_goes_but_an_answer_does(stage: Stage) -> None:
    answer = message_requested(patient("Maya Ortiz"), text="Thanks.", purpose=Purpose.ANSWER)
    await stage.tell(patient_registered(consent=False), prompt_requested(), answer)
    await stage.send()
    assert stage.carrier.bodies(MAYA) == ["Thanks."]
    [failed] = await said(stage.works, MessageFailed)
    assert "not agreed" in failed.reason


async def test_a_contact_that_is_late_is_waited_for_and_an_urgent_text_says_so_after_a_minute(
    stage: Stage,
) -> None:
    await stage.tell(message_requested(patient("Maya Ortiz")), prompt_requested())
    await stage.send()
    assert await topics_said(stage.works) == []
    await stage.seconds_pass(70)
    await stage.send()
    [failed] = await said(stage.works, MessageFailed)
    assert (failed.purpose, failed.code) == (Purpose.SAFETY, None)
    await stage.tell(patient_registered())
    await stage.seconds_pass(5)
    await stage.send()
    assert stage.carrier.bodies(MAYA) == ["How is your scalp?"]


async def test_an_unreachable_carrier_is_tried_again_until_it_has_the_text(stage: Stage) -> None:
    stage.carrier.forecast(MAYA, Weather.NOT_REACHED, 20429, 20503)
    await stage.tell(patient_registered(), prompt_requested())
    for _ in range(4):
        await stage.send()
        await stage.seconds_pass(60)
    assert len(stage.carrier.posted) == 4
    assert len(await said(stage.works, MessageSent)) == 1
    assert await said(stage.works, MessageFailed) == []


async def test_a_refusal_for_good_is_told_with_its_code_and_what_to_do(stage: Stage) -> None:
    stage.carrier.forecast(TOM, 21614)
    await stage.tell(patient_registered("Tom Reed", TOM), message_requested(patient("Tom Reed")))
    await stage.send()
    await stage.send()
    [failed] = await said(stage.works, MessageFailed)
    assert (failed.code, failed.party) == (21614, patient("Tom Reed"))
    assert "phone" in failed.reason
    assert len(stage.carrier.posted) == 1


async def test_an_opt_out_that_only_the_carrier_knew_of_is_learnt(stage: Stage) -> None:
    stage.carrier.forecast(MAYA, 21610)
    await stage.tell(patient_registered(), message_requested(patient("Maya Ortiz")))
    await stage.send()
    [withdrawn] = await said(stage.works, ConsentWithdrawn)
    assert (withdrawn.party, withdrawn.source) == (patient("Maya Ortiz"), "carrier")
    await stage.tell(prompt_requested())
    await stage.send()
    assert len(stage.carrier.posted) == 1


async def test_with_a_wrong_password_both_lanes_wait_and_nothing_fails(stage: Stage) -> None:
    stage.carrier.forecast(MAYA, 20003)
    await stage.tell(patient_registered(), staff_registered())
    await stage.tell(message_requested(patient("Maya Ortiz")))
    await stage.send()
    await stage.tell(message_requested(staff("Nora"), purpose=Purpose.PAGE), prompt_requested())
    await stage.send()
    assert len(stage.carrier.posted) == 1
    assert await said(stage.works, MessageFailed) == []
    await stage.seconds_pass(700)
    await stage.send()
    assert len(stage.carrier.bodies(MAYA)) == 2
    assert len(stage.carrier.bodies(NURSE)) == 1


async def test_after_hours_of_outage_pages_and_answers_that_are_late_are_dropped_and_safety_texts_go(
    stage: Stage, clock: StoppedClock
) -> None:
    stage.carrier.forecast(TOM, 20003)
    await stage.tell(patient_registered(), staff_registered(), patient_registered("Tom Reed", TOM))
    await stage.tell(message_requested(patient("Tom Reed"), purpose=Purpose.NOTICE))
    await stage.send()
    await stage.tell(
        message_requested(staff("Nora"), purpose=Purpose.PAGE, expires_at="2026-03-02T15:05Z"),
        message_requested(patient("Maya Ortiz"), reason="answer", purpose=Purpose.ANSWER, text="Thanks."),
        message_requested(patient("Maya Ortiz")),
    )
    await stage.seconds_pass(6 * 3600)
    clock.pass_by(timedelta(hours=6))
    await stage.send()
    assert stage.carrier.bodies(NURSE) == []
    assert stage.carrier.bodies(MAYA) == ["Please get medical care today."]
    failed = await said(stage.works, MessageFailed)
    assert {one.purpose for one in failed} == {Purpose.PAGE, Purpose.ANSWER}
    assert {(one.code, one.reason) for one in failed} == {(None, TOO_LATE)}
    page = await stage.message(id_of(f"safety for {id_of('Nora')}"))
    assert page["state"] == State.DROPPED


async def test_two_replicas_send_each_of_two_hundred_prompts_once(stage: Stage) -> None:
    people = [(f"Patient {n}", f"+12125551{n:03}") for n in range(200)]
    await stage.tell(*(patient_registered(name, number) for name, number in people))
    await stage.tell(*(prompt_requested(name) for name, _ in people))
    replica = Stage(works=stage.works, carrier=stage.carrier)
    await asyncio.gather(stage.run(SEND_PROMPTS), replica.run(SEND_PROMPTS))
    assert len(stage.carrier.posted) == 200
    assert len({text.number for text in stage.carrier.posted}) == 200
    assert len(await said(stage.works, MessageSent)) == 200


async def test_a_slow_carrier_keeps_urgent_texts_of_others_waiting_no_longer_than_theirs(
    stage: Stage,
) -> None:
    class Slow(FakeCarrier):
        answering = asyncio.Event()

        async def send(self, text: Text) -> Outcome:
            if text.number == MAYA:
                await self.answering.wait()
            return await super().send(text)

    slow = Stage(works=stage.works, carrier=Slow())
    await stage.tell(patient_registered(), staff_registered(), message_requested(patient("Maya Ortiz")))
    lane = slow.jobs[SEND_URGENT]
    assert await lane.run(stage.works)
    await stage.tell(message_requested(staff("Nora"), purpose=Purpose.PAGE))
    while not slow.carrier.bodies(NURSE):
        assert await lane.run(stage.works)
    assert slow.carrier.bodies(MAYA) == []
    Slow.answering.set()
    await slow.run(SEND_URGENT)
    assert len(await said(stage.works, MessageSent)) == 2


async def test_what_staff_write_to_a_patient_goes_at_once_and_as_written(
    stage: Stage, clock: StoppedClock
) -> None:
    clock.set("2026-03-03T03:30Z")  # 22:30 in New York
    texted = StaffTexted(
        event_id=id_of("a text of Nora's"),
        clinic_id=CLINIC,
        occurred_at=clock.now(),
        correlation_id=id_of("Maya Ortiz"),
        message_id=id_of("Nora's text"),
        party=patient("Maya Ortiz"),
        staff_id=id_of("Nora"),
        text="Can you send {a} photo?",
    )
    await stage.tell(patient_registered(), texted, texted)
    await stage.send()
    assert stage.carrier.bodies(MAYA) == ["Can you send {a} photo?"]
