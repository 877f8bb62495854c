"""Twilio's webhook, posted to the running system as Twilio and as others would."""

import asyncio
from datetime import UTC, date, datetime

import asyncpg
import httpx
import pytest
from support.broker import eventually
from twilio.request_validator import RequestValidator

from aftercare_demo.servers import Servers
from aftercare_demo.stack import Stack, stack_on
from aftercare_story.clinic import AMIRA, Clinic
from aftercare_story.phones import SENDER, Phones


def report(running: Stack) -> dict[str, str]:
    """A severe reply as Twilio posts it."""
    return {
        "MessageSid": "SM" + "a" * 32,
        "SmsSid": "SM" + "a" * 32,
        "SmsMessageSid": "SM" + "a" * 32,
        "AccountSid": running.secrets.account_sid,
        "From": AMIRA.number,
        "To": SENDER,
        "Body": "severe rash with pus",
        "NumMedia": "0",
        "NumSegments": "1",
        "ApiVersion": "2010-04-01",
    }


async def post(running: Stack, form: dict[str, str], signature: str | None) -> int:
    headers = {} if signature is None else {"X-Twilio-Signature": signature}
    async with httpx.AsyncClient() as client:
        answer = await client.post(running.url("notifications") + "/twilio/sms", data=form, headers=headers)
        return answer.status_code


async def rows(running: Stack, table: str) -> int:
    dsn = running.databases["notifications"].replace("+asyncpg", "")
    connection = await asyncpg.connect(dsn)
    try:
        return int(await connection.fetchval(f"select count(*) from {table}"))  # noqa: S608 - a name of ours
    finally:
        await connection.close()


@pytest.mark.timeout(900)
async def test_a_report_posted_five_times_is_one_case_and_a_forged_one_is_none(own_servers: Servers) -> None:
    async with stack_on(own_servers) as running:
        phones = Phones(running.url("sandbox"))
        clinic = Clinic(running.url("console"), running.secrets.api_token)
        await phones.set_clock(datetime(2026, 6, 1, 20, tzinfo=UTC), speed=1)
        await clinic.configure()
        await clinic.complete_procedure(AMIRA, date(2026, 6, 1))
        await eventually(lambda: _knows_amira(running))

        url = running.url("notifications") + "/twilio/sms"
        form = report(running)
        forged = RequestValidator("another token").compute_signature(url, form)
        assert [await post(running, form, None), await post(running, form, forged)] == [403, 403]
        assert await rows(running, "inbound") == 0

        signature = RequestValidator(running.secrets.auth_token).compute_signature(url, form)
        assert await asyncio.gather(*(post(running, form, signature) for _ in range(5))) == [200] * 5

        async def opened() -> bool:
            return len(await clinic.cases("open")) == 1

        await eventually(opened)
        assert await rows(running, "inbound") == 1
        timeline = [entry["topic"] for entry in await clinic.timeline(AMIRA)]
        for topic in ("reply.received.v1", "symptoms.assessed.v1", "concern.raised.v1", "case.opened.v1"):
            assert timeline.count(topic) == 1, topic
        await phones.close()
        await clinic.close()


async def _knows_amira(running: Stack) -> bool:
    return await rows(running, "contacts where party_kind = 'patient'") == 1
