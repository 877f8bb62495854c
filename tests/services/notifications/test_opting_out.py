"""Opt-outs in somebody's own words."""

from datetime import timedelta
from typing import TypeVar

import pytest
from services.notifications.stage import Stage, Twilio, settings_with, sid_of, webhooks_of
from support.builders_notifications import (
    MAYA,
    TOM,
    message_requested,
    opt_out_requested,
    patient,
    patient_registered,
    prompt_requested,
)
from support.heard import said

from aftercare_chassis import NotYet
from aftercare_chassis.failures import ATTEMPTS
from aftercare_chassis.topology import DELAYS
from aftercare_contracts import ConsentWithdrawn, Event, MessageFailed, OptOutRequested, ReplyReceived
from aftercare_notifications.domain.opt_outs import PATIENCE

E = TypeVar("E", bound=Event)
SID = sid_of(1)
SAFETY = message_requested(patient("Maya Ortiz"))


async def test_an_opt_out_in_somebodys_own_words_holds_from_then_on(stage: Stage, twilio: Twilio) -> None:
    await stage.tell(patient_registered())
    await twilio.text("please take me off your list", sid=SID, number=MAYA)
    [reply] = await said(stage.works, ReplyReceived)
    request = opt_out_requested(reply.party).model_copy(update={"reply_id": reply.reply_id})
    await stage.tell(request, prompt_requested())
    await stage.send()
    assert stage.carrier.posted == []
    assert [one.party for one in await said(stage.works, ConsentWithdrawn)] == [patient("Maya Ortiz")]


async def test_an_opt_out_of_somebody_not_heard_of_yet_is_tried_again(stage: Stage) -> None:
    with pytest.raises(NotYet):
        await stage.tell(opt_out_requested(patient("Maya Ortiz")))


async def stop_and_swelling(stage: Stage, twilio: Twilio) -> OptOutRequested:
    await stage.tell(patient_registered())
    await twilio.text("Stop texting me, my tongue is swelling", sid=SID, number=MAYA)
    [reply] = await said(stage.works, ReplyReceived)
    changes = {"reply_id": reply.reply_id, "after_message_id": SAFETY.message_id}
    return opt_out_requested(reply.party).model_copy(update=changes)


async def test_an_opt_out_that_overtakes_the_safety_text_lets_it_go_first(
    stage: Stage, twilio: Twilio
) -> None:
    request = await stop_and_swelling(stage, twilio)
    with pytest.raises(NotYet):
        await stage.tell(request)
    await stage.tell(SAFETY)
    with pytest.raises(NotYet):
        await stage.tell(request)
    await stage.send()
    await stage.tell(request, prompt_requested())
    await stage.send()
    assert stage.carrier.bodies(MAYA) == ["Please get medical care today."]
    assert len(await said(stage.works, ConsentWithdrawn)) == 1


async def test_a_safety_text_that_was_refused_holds_no_opt_out_up(stage: Stage, twilio: Twilio) -> None:
    request = await stop_and_swelling(stage, twilio)
    stage.carrier.forecast(MAYA, 21614)
    await stage.tell(SAFETY)
    await stage.send()
    await stage.tell(request)
    assert len(await said(stage.works, MessageFailed)) == len(await said(stage.works, ConsentWithdrawn)) == 1


async def test_an_opt_out_waits_for_a_safety_text_no_longer_than_minutes(
    stage: Stage, twilio: Twilio
) -> None:
    request = await stop_and_swelling(stage, twilio)
    await stage.seconds_pass(110)
    with pytest.raises(NotYet):
        await stage.tell(request)
    await stage.seconds_pass(20)
    await stage.tell(request)
    assert len(await said(stage.works, ConsentWithdrawn)) == 1


async def test_an_opt_out_to_a_reply_nobody_knows_waits_for_nothing(stage: Stage) -> None:
    request = opt_out_requested(patient("Maya Ortiz"))
    await stage.tell(patient_registered(), request.model_copy(update={"after_message_id": SAFETY.message_id}))
    assert len(await said(stage.works, ConsentWithdrawn)) == 1


def test_the_bus_tries_once_more_after_an_opt_out_has_waited_long_enough() -> None:
    before_it_is_buried = sum(delay.total_seconds() for delay in DELAYS[: ATTEMPTS - 2])
    assert before_it_is_buried > PATIENCE.total_seconds()


def at(clinic_id: str, event: E) -> E:
    return event.model_copy(update={"clinic_id": clinic_id})


@pytest.mark.parametrize("words", ["STOP", "please take me off your list"])
async def test_a_stop_to_a_number_of_ours_that_serves_several_clinics_is_for_all_who_know_the_phone(
    stage: Stage, twilio: Twilio, words: str
) -> None:
    await stage.tell(at("north", patient_registered("Ana Luz", MAYA)))
    await stage.tell(at("south", patient_registered("Eve Luz", MAYA)))
    await twilio.text(words, sid=SID, number=MAYA)
    if words != "STOP":
        [reply] = await said(stage.works, ReplyReceived)
        request = opt_out_requested(reply.party).model_copy(update={"reply_id": reply.reply_id})
        await stage.tell(request)
    await stage.tell(at("north", prompt_requested("Ana Luz")), at("south", prompt_requested("Eve Luz")))
    await stage.send()
    assert stage.carrier.posted == []
    withdrawn = {(one.clinic_id, one.party) for one in await said(stage.works, ConsentWithdrawn)}
    assert withdrawn >= {("north", patient("Ana Luz")), ("south", patient("Eve Luz"))}


async def test_a_start_lifts_what_a_stop_to_the_same_number_of_ours_did(stage: Stage, twilio: Twilio) -> None:
    await stage.tell(patient_registered(), at("north", patient_registered("Ana Luz", MAYA)))
    await twilio.text("STOP", sid=sid_of(1), number=MAYA)
    await twilio.text("START", sid=sid_of(2), number=MAYA)
    await stage.tell(prompt_requested(), at("north", prompt_requested("Ana Luz")))
    await stage.send()
    assert len(stage.carrier.posted) == 2


async def test_a_stop_to_a_clinics_own_number_is_for_that_clinic(stage: Stage) -> None:
    own = [{"address": "+15005550007", "clinic_id": "north"}]
    two = Stage(works=stage.works, carrier=stage.carrier, settings=settings_with(twilio_senders=own))
    await two.tell(patient_registered(), at("north", patient_registered("Ana Luz", MAYA)))
    async with webhooks_of(two) as twilio:
        await twilio.text("STOP", sid=SID, number=MAYA, To="+15005550007")
    assert [one.clinic_id for one in await said(two.works, ConsentWithdrawn)] == ["north"]


@pytest.mark.parametrize("words", ["STOP", "please take me off your list"])
async def test_an_older_consent_does_not_outlive_a_stop_when_the_number_changes(
    stage: Stage, twilio: Twilio, words: str
) -> None:
    await stage.tell(patient_registered())
    await twilio.text(words, sid=SID, number=MAYA)
    if words != "STOP":
        [reply] = await said(stage.works, ReplyReceived)
        await stage.tell(opt_out_requested(reply.party).model_copy(update={"reply_id": reply.reply_id}))
    await stage.tell(patient_registered(number=TOM, revision=2), patient_registered(number=TOM, revision=3))
    await stage.tell(prompt_requested())
    await stage.send()
    assert stage.carrier.posted == []
    [failed] = await said(stage.works, MessageFailed)
    assert "not agreed" in failed.reason


async def test_a_consent_that_is_newer_than_the_stop_counts_at_the_new_number(
    stage: Stage, twilio: Twilio
) -> None:
    registered = patient_registered(number=TOM, revision=2)
    assert registered.consent is not None
    later = registered.consent.model_copy(
        update={"given_at": registered.consent.given_at + timedelta(days=9)}
    )
    await stage.tell(patient_registered())
    await twilio.text("STOP", sid=SID, number=MAYA)
    await stage.tell(registered.model_copy(update={"consent": later}), prompt_requested())
    await stage.send()
    assert len(stage.carrier.bodies(TOM)) == 1
