"""How far a text has come, in whatever order the news arrive."""

from itertools import permutations

import pytest
from services.notifications.stage import OLD_TOKEN, Stage, Twilio, sid_of, sign
from support.builders_notifications import (
    MAYA,
    message_requested,
    patient,
    patient_registered,
    prompt_requested,
)
from support.carrier import Weather
from support.events import id_of
from support.heard import said, topics_said

from aftercare_contracts import ConsentWithdrawn, MessageDelivered, MessageFailed, MessageSent

PROMPT = id_of("day 1 for Maya Ortiz")


@pytest.fixture
async def sid(stage: Stage) -> str:
    """Of a prompt that the carrier has taken."""
    await stage.tell(patient_registered(), prompt_requested())
    await stage.send()
    return stage.carrier.sids(MAYA)[0]


async def test_delivered_then_sent_stays_delivered_and_is_told_once(
    stage: Stage, twilio: Twilio, sid: str
) -> None:
    for status in ("queued", "delivered", "sent", "sending", "delivered", "undelivered"):
        answer = await twilio.report(status, sid=sid, message_id=PROMPT)
        assert answer.status_code == 200
    assert (await stage.message(PROMPT))["state"] == "delivered"
    assert len(await said(stage.works, MessageSent)) == 1
    assert len(await said(stage.works, MessageDelivered)) == 1
    assert await said(stage.works, MessageFailed) == []
    assert await stage.rows("callbacks") == 6


async def test_undelivered_is_a_failure_in_plain_words_and_final(
    stage: Stage, twilio: Twilio, sid: str
) -> None:
    for status in ("undelivered", "undelivered", "delivered"):
        await twilio.report(status, sid=sid, message_id=PROMPT, code=30005)
    [failed] = await said(stage.works, MessageFailed)
    assert (failed.code, failed.reason) == (30005, "The number is not in use any more: find out the new one.")
    assert await said(stage.works, MessageDelivered) == []


async def test_a_word_we_do_not_know_is_kept_and_changes_nothing(
    stage: Stage, twilio: Twilio, sid: str
) -> None:
    assert (await twilio.report("teleported", sid=sid, message_id=PROMPT)).status_code == 200
    assert (await stage.message(PROMPT))["state"] == "queued"
    assert await stage.rows("callbacks") == 1


async def test_a_report_of_an_unknown_text_is_kept_and_says_nothing(stage: Stage, twilio: Twilio) -> None:
    answer = await twilio.report("delivered", sid=sid_of(7), message_id=id_of("nothing of ours"))
    assert answer.status_code == 200
    assert await topics_said(stage.works) == []
    assert await stage.rows("callbacks") == 1


async def test_a_report_that_names_no_text_is_known_by_its_sid(
    stage: Stage, twilio: Twilio, sid: str
) -> None:
    await twilio.report("delivered", sid=sid)
    assert len(await said(stage.works, MessageDelivered)) == 1


async def test_an_opt_out_that_shows_late_is_learnt(stage: Stage, twilio: Twilio, sid: str) -> None:
    await twilio.report("failed", sid=sid, message_id=PROMPT, code=21610)
    assert [one.party for one in await said(stage.works, ConsentWithdrawn)] == [patient("Maya Ortiz")]


async def test_a_late_report_that_our_sender_is_not_registered_fails_one_text_and_holds_no_other(
    stage: Stage, twilio: Twilio, sid: str
) -> None:
    await twilio.report("undelivered", sid=sid, message_id=PROMPT, code=30034)
    await stage.tell(message_requested(patient("Maya Ortiz")))
    await stage.send()
    assert len(stage.carrier.posted) == 2
    assert [one.code for one in await said(stage.works, MessageFailed)] == [30034]


async def test_of_a_text_that_was_sent_twice_the_copy_that_arrives_counts(
    stage: Stage, twilio: Twilio
) -> None:
    request = message_requested(patient("Maya Ortiz"))
    stage.carrier.forecast(MAYA, Weather.LOSE_REQUEST)
    await stage.tell(patient_registered(), request)
    await stage.send()
    await stage.reconcile()
    await stage.seconds_pass(10)
    await stage.send()
    await twilio.report("failed", sid=sid_of(99), message_id=request.message_id, code=30008)
    assert await said(stage.works, MessageFailed) == []
    await twilio.report("delivered", sid=sid_of(99), message_id=request.message_id)
    assert len(await said(stage.works, MessageDelivered)) == 1


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        ("/twilio/status", {"MessageStatus": "delivered; drop"}),
        ("/twilio/status", {"MessageSid": "SM1"}),
        ("/twilio/status", {"AccountSid": "AC" + "b2" * 16}),
        (f"/twilio/status?message_id={PROMPT}&more=1", {}),
        ("/twilio/status?message_id=1", {}),
    ],
)
async def test_a_report_of_another_shape_is_refused_though_it_is_signed(
    stage: Stage, twilio: Twilio, sid: str, path: str, changes: dict[str, str]
) -> None:
    form = {"AccountSid": stage.settings.twilio_account_sid, "MessageSid": sid, "MessageStatus": "delivered"}
    answer = await twilio.post(path, form | changes)
    assert answer.status_code == 403
    assert await stage.rows("callbacks") == 0


async def test_a_report_signed_for_one_text_does_not_pass_for_another(
    stage: Stage, twilio: Twilio, sid: str
) -> None:
    form = {"AccountSid": stage.settings.twilio_account_sid, "MessageSid": sid, "MessageStatus": "failed"}
    signature = sign(f"/twilio/status?message_id={id_of('another')}", form)
    answer = await twilio.post(f"/twilio/status?message_id={PROMPT}", form, signature=signature)
    assert answer.status_code == 403


async def test_while_the_secret_is_replaced_both_sign(stage: Stage, twilio: Twilio, sid: str) -> None:
    form = {"AccountSid": stage.settings.twilio_account_sid, "MessageSid": sid, "MessageStatus": "sent"}
    assert (await twilio.post("/twilio/status", form, token=OLD_TOKEN)).status_code == 200


async def test_a_report_that_names_no_text_and_comes_before_our_own_row_counts_once_the_text_is_known(
    stage: Stage, twilio: Twilio
) -> None:
    await twilio.report("delivered", sid=sid_of(1))
    await twilio.report("sent", sid=sid_of(1))
    assert await topics_said(stage.works) == []
    await stage.tell(patient_registered(), prompt_requested())
    await stage.send()
    assert (await stage.message(PROMPT))["state"] == "delivered"
    assert len(await said(stage.works, MessageSent)) == len(await said(stage.works, MessageDelivered)) == 1


ROUTES = ("queued", "sending", "sent", "delivered"), ("queued", "sending", "sent", "undelivered")


@pytest.mark.parametrize("route", ROUTES, ids=["delivered", "undelivered"])
async def test_in_whatever_order_and_however_often_the_reports_come_the_end_is_the_same(
    stage: Stage, twilio: Twilio, route: tuple[str, ...]
) -> None:
    failing = route[-1] == "undelivered"
    orders = [*permutations(route), *permutations((*route[1:], route[-1]))]
    people = [(f"P {n}", f"+1212555{n:04}") for n in range(len(orders))]
    await stage.tell(*(patient_registered(name, number) for name, number in people))
    await stage.tell(*(prompt_requested(name) for name, _ in people))
    await stage.send()
    for order, (name, number) in zip(orders, people, strict=True):
        [sid], message_id = stage.carrier.sids(number), id_of(f"day 1 for {name}")
        for status in order:
            code = 30005 if status == "undelivered" else None
            await twilio.report(status, sid=sid, message_id=message_id, code=code)
        expected = "failed" if failing else "delivered"
        assert (await stage.message(message_id))["state"] == expected, order
    failed, delivered = await said(stage.works, MessageFailed), await said(stage.works, MessageDelivered)
    assert len({*(one.message_id for one in failed), *(one.message_id for one in delivered)}) == len(orders)
    told = {True: len(failed), False: len(delivered)}
    assert told == {True: len(orders) * failing, False: len(orders) * (not failing)}
    assert len(await said(stage.works, MessageSent)) == len(orders)
    assert await stage.rows("callbacks") == sum(map(len, orders))
