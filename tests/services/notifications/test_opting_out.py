"""Opt-outs in somebody's own words."""

import pytest
from services.notifications.stage import Stage, Twilio, sid_of
from support.builders_notifications import (
    MAYA,
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
from aftercare_contracts import ConsentWithdrawn, MessageFailed, OptOutRequested, ReplyReceived
from aftercare_notifications.domain.opt_outs import PATIENCE

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
