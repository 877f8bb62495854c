"""Texts whose status report was lost."""

import pytest
from services.notifications.stage import Stage
from support.builders_notifications import (
    MAYA,
    message_requested,
    patient,
    patient_registered,
    prompt_requested,
)
from support.heard import said

from aftercare_contracts import MessageDelivered, MessageFailed
from aftercare_notifications.jobs import FOLLOW

MINUTE, DAY = 60, 24 * 3600


@pytest.fixture
async def safety(stage: Stage) -> str:
    """The sid of a safety text that the carrier has taken."""
    await stage.tell(patient_registered(), message_requested(patient("Maya Ortiz")))
    await stage.send()
    return stage.carrier.sids(MAYA)[0]


async def test_that_a_safety_text_failed_is_learnt_though_nobody_told_us(stage: Stage, safety: str) -> None:
    stage.carrier.settle(safety, "undelivered", 30005)
    await stage.seconds_pass(9 * MINUTE)
    await stage.run(FOLLOW)
    assert stage.carrier.lookups == 0
    await stage.seconds_pass(2 * MINUTE)
    await stage.run(FOLLOW)
    assert [one.code for one in await said(stage.works, MessageFailed)] == [30005]


async def test_a_text_that_is_still_under_way_is_asked_about_less_and_less_often(
    stage: Stage, safety: str
) -> None:
    stage.carrier.settle(safety, "sent")
    for _ in range(200):
        await stage.seconds_pass(30 * MINUTE)
        await stage.run(FOLLOW)
    assert 5 <= stage.carrier.lookups <= 10
    assert await said(stage.works, MessageFailed) == []


async def test_a_prompt_is_asked_about_when_its_time_at_the_carrier_is_over(stage: Stage) -> None:
    await stage.tell(patient_registered(), prompt_requested())
    await stage.send()
    stage.carrier.settle(stage.carrier.sids(MAYA)[0], "delivered")
    await stage.seconds_pass(240 * MINUTE)
    await stage.run(FOLLOW)
    assert await said(stage.works, MessageDelivered) == []
    await stage.seconds_pass(11 * MINUTE)
    await stage.run(FOLLOW)
    await stage.run(FOLLOW)
    assert len(await said(stage.works, MessageDelivered)) == stage.carrier.lookups == 1


async def test_while_the_carrier_cannot_be_asked_nothing_changes(stage: Stage, safety: str) -> None:
    stage.carrier.settle(safety, "delivered")
    stage.carrier.unreachable = True
    await stage.seconds_pass(11 * MINUTE)
    await stage.run(FOLLOW)
    assert await said(stage.works, MessageDelivered) == []
    stage.carrier.unreachable = False
    await stage.seconds_pass(12 * MINUTE)
    await stage.run(FOLLOW)
    assert len(await said(stage.works, MessageDelivered)) == 1


async def test_a_text_that_has_ended_is_not_asked_about(stage: Stage, safety: str) -> None:
    stage.carrier.settle(safety, "delivered")
    await stage.seconds_pass(11 * MINUTE)
    await stage.run(FOLLOW)
    await stage.seconds_pass(DAY)
    await stage.run(FOLLOW)
    assert stage.carrier.lookups == 1
