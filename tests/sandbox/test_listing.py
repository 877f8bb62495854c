"""The message list, as a system reads it that has lost an answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.sdk import TOLERATED
from sandbox.trial import CLINIC, MAYA, TOM

if TYPE_CHECKING:
    from sandbox.trial import Sandbox

pytestmark = TOLERATED


async def test_messages_are_listed_by_both_ends_newest_first_over_pages(sandbox: Sandbox) -> None:
    for number in range(7):
        await sandbox.twilio.messages.create_async(to=MAYA, from_=CLINIC, body=f"{number}")
    await sandbox.twilio.messages.create_async(to=TOM, from_=CLINIC, body="for Tom")
    for query in ({"to": MAYA}, {"to": MAYA, "from_": CLINIC}):
        listed = await sandbox.twilio.messages.list_async(**query, page_size=3)
        assert [message.body for message in listed] == ["6", "5", "4", "3", "2", "1", "0"]
    assert await sandbox.twilio.messages.list_async(to=CLINIC) == []


async def test_a_page_stays_in_place_while_new_messages_come(sandbox: Sandbox) -> None:
    for number in range(4):
        await sandbox.twilio.messages.create_async(to=MAYA, from_=CLINIC, body=f"{number}")
    first = await sandbox.twilio.messages.page_async(to=MAYA, page_size=2)
    assert [message.body for message in first] == ["3", "2"]
    await sandbox.twilio.messages.create_async(to=MAYA, from_=CLINIC, body="new")
    second = await first.next_page_async()
    assert second is not None
    assert [message.body for message in second] == ["1", "0"]
    assert second.next_page_url is None


async def test_messages_are_listed_by_the_time_they_were_sent(sandbox: Sandbox) -> None:
    message = await sandbox.twilio.messages.create_async(to=MAYA, from_=CLINIC, body="Hello")
    await sandbox.settled(message.sid, "delivered")
    now = datetime.now(UTC)
    hour = timedelta(hours=1)
    listing = sandbox.twilio.messages.list_async
    assert len(await listing(to=MAYA, date_sent_after=now - hour)) == 1
    assert len(await listing(to=MAYA, date_sent_after=now - hour, date_sent_before=now + hour)) == 1
    assert await listing(to=MAYA, date_sent_after=now + hour) == []
    assert await listing(to=MAYA, date_sent_before=now - hour) == []
    assert await listing(to=MAYA, date_sent=now - timedelta(days=3)) == []
