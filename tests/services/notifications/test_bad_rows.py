"""A text that cannot be dealt with, and those beside it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from services.notifications.stage import Stage
from structlog.testing import capture_logs
from support.builders_notifications import (
    MAYA,
    NURSE,
    message_requested,
    patient,
    patient_registered,
    staff,
    staff_registered,
)
from support.carrier import FakeCarrier, Weather
from support.heard import said

from aftercare_contracts import MessageSent, Purpose
from aftercare_notifications.domain.outcomes import Outcome, Text
from aftercare_notifications.jobs import RECONCILE, SEND_URGENT

PAGE = message_requested(staff("Nora"), purpose=Purpose.PAGE)
UNWRITABLE = "create function refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$"
NOT_TO_BE_WRITTEN = f"""
create trigger refuse before update on messages for each row
when (new.message_id = '{PAGE.message_id}' and old.state <> 'requested' and new.state <> 'unknown')
execute function refuse()
"""


@pytest.fixture(autouse=True)
async def nothing_is_refused_afterwards(stage: Stage) -> AsyncIterator[None]:
    """The database is for other tests too."""
    yield
    await stage.execute("drop function if exists refuse cascade")


@pytest.mark.parametrize("attempts", [6, 1023, 1024, 1_000_000])
async def test_a_text_that_was_tried_very_often_is_tried_on(stage: Stage, attempts: int) -> None:
    stage.carrier.forecast(NURSE, Weather.NOT_REACHED)
    await stage.tell(staff_registered(), PAGE)
    await stage.execute(f"update messages set attempts = {attempts}")  # noqa: S608
    await stage.run(SEND_URGENT)
    await stage.seconds_pass(60)
    await stage.run(SEND_URGENT)
    assert len(stage.carrier.bodies(NURSE)) == 1


async def test_an_outcome_that_cannot_be_written_holds_up_no_other(stage: Stage) -> None:
    await stage.tell(staff_registered(), patient_registered(), PAGE, message_requested(patient("Maya Ortiz")))
    await stage.execute(UNWRITABLE)
    await stage.execute(NOT_TO_BE_WRITTEN)
    with capture_logs() as logs:
        await stage.run(SEND_URGENT)
    assert [one.party for one in await said(stage.works, MessageSent)] == [patient("Maya Ortiz")]
    assert [one["of"] for one in logs if one["event"] == "row-left-aside"] == [str(PAGE.message_id)]
    await stage.tell(message_requested(patient("Maya Ortiz"), reason="again"))
    await stage.run(SEND_URGENT)
    assert len(stage.carrier.bodies(MAYA)) == 2


async def test_a_text_in_doubt_that_cannot_be_settled_holds_up_no_other(stage: Stage) -> None:
    for number in (NURSE, MAYA):
        stage.carrier.forecast(number, Weather.LOSE_ANSWER)
    await stage.tell(staff_registered(), patient_registered(), PAGE, message_requested(patient("Maya Ortiz")))
    await stage.run(SEND_URGENT)
    await stage.execute(UNWRITABLE)
    await stage.execute(NOT_TO_BE_WRITTEN)
    await stage.seconds_pass(60)
    await stage.run(RECONCILE)
    assert [one.party for one in await said(stage.works, MessageSent)] == [patient("Maya Ortiz")]


@pytest.mark.parametrize("error", [asyncio.CancelledError, RuntimeError])
async def test_a_request_that_gives_up_of_its_own_accord_leaves_its_text_in_doubt_and_the_lane_running(
    stage: Stage, error: type[BaseException]
) -> None:
    class GivingUp(FakeCarrier):
        async def send(self, text: Text) -> Outcome:
            if not self.posted:
                self.posted.append(text)
                raise error
            return await super().send(text)

    giving_up = Stage(works=stage.works, carrier=GivingUp())
    await giving_up.tell(staff_registered(), PAGE)
    await giving_up.run(SEND_URGENT)
    assert (await giving_up.message(PAGE.message_id))["state"] == "unknown"
    await giving_up.reconcile()
    await giving_up.seconds_pass(60)
    await giving_up.run(SEND_URGENT)
    assert len(giving_up.carrier.bodies(NURSE)) == 1
