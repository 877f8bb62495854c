"""Calls of the whole service against a carrier that speaks Twilio's API: TwiML, keys, callbacks and all."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from conftest import OpenWorks
from sandbox.trial import free_port, serving
from services.notifications.stage import ACCOUNT, OURS, TOKEN, settings_with
from sqlalchemy import func
from starlette.applications import Starlette
from support.broker import eventually
from support.builders_notifications import NURSE, staff, staff_forgotten, staff_registered
from support.clock import StoppedClock
from support.events import CLINIC, id_of
from support.heard import said, tell
from support.openapi import judged
from twilio.request_validator import RequestValidator

from aftercare_chassis import Works
from aftercare_chassis.jobs import Ticker
from aftercare_contracts import (
    CallAnswered,
    CallEnded,
    CallRequested,
    CallResult,
    CaseClosed,
    CaseTaken,
    Decision,
    Event,
    Script,
)
from aftercare_notifications.domain.calls import Dial, MadeCall
from aftercare_notifications.domain.outcomes import Accepted, Outcome
from aftercare_notifications.gateways import metrics
from aftercare_notifications.gateways.twilio_calls import TwilioTelephone
from aftercare_notifications.handlers import handlers
from aftercare_notifications.jobs import call_jobs
from aftercare_notifications.jobs.watching import watch
from aftercare_notifications.tables import calls
from aftercare_notifications.webhooks.calls import call_routes
from aftercare_sandbox.app import build
from aftercare_sandbox.settings import Settings

NORA, CASE = id_of("Nora"), id_of("a case")
SCRIPT = Script(
    greeting="Case K, 7, M. Press 1 to take it, 2 to pass it on.",
    taken="A text will tell you.",
    passed="It goes on.",
    unclear="That key does nothing.",
    silent="Goodbye.",
    gone="Somebody else has it.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Switchboard:
    """A running service, and the phones."""

    works: Works
    control: httpx.AsyncClient
    clock: StoppedClock
    url: str

    async def tell(self, *events: Event) -> None:
        await tell(self.works, handlers(), *events)

    async def behaves(self, kind: str, **more: object) -> None:
        answer = await self.control.put(f"/control/call-behaviours/{NURSE}", json={"kind": kind, **more})
        answer.raise_for_status()

    async def calls(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.control.get("/control/calls")).json()["calls"]
        return found

    async def act(self, what: str, **body: object) -> None:
        """What somebody does with the phone that rings, once it does."""
        await self.until("ringing")
        [made] = await self.calls()
        answer = await self.control.post(f"/control/calls/{made['sid']}/{what}", json=body)
        answer.raise_for_status()

    async def until(self, status: str, *, heard: int = 0) -> None:
        """Wait until the one call there is has come so far."""

        async def has_come() -> bool:
            made = await self.calls()
            return [one["status"] for one in made] == [status] and len(made[0]["heard"]) >= heard

        await eventually(has_come)

    async def ended(self, count: int = 1) -> list[CallEnded]:
        """How calls ended, once so many have."""
        async with asyncio.timeout(60):
            while len(events := await said(self.works, CallEnded)) < count:  # noqa: ASYNC110 - rows are silent
                await asyncio.sleep(0.05)
        return events

    async def row(self, call_id: UUID) -> dict[str, Any]:
        async with self.works.engine.connect() as connection:
            found = await connection.execute(calls.select().where(calls.c.call_id == call_id))
            return dict(found.mappings().one())

    async def answers(self) -> list[Decision]:
        return [one.decision for one in await said(self.works, CallAnswered)]


@pytest.fixture
async def desk(open_works: OpenWorks, clock: StoppedClock) -> AsyncIterator[Switchboard]:
    works, port = await open_works("aftercare_notifications"), free_port()
    ours = f"http://127.0.0.1:{port}"
    sandbox = Settings(account_sid=ACCOUNT, auth_token=TOKEN, port=free_port(), sender=OURS)
    settings = settings_with(twilio_base_url=sandbox.url, public_url=ours, carrier_timeout=1)
    telephone = TwilioTelephone(settings)
    ticker = Ticker(call_jobs(settings, telephone), works, seconds=0.1)
    async with (
        judged(build(sandbox)) as app,
        serving(app, sandbox.port),
        serving(Starlette(routes=call_routes(settings, works)), port),
        httpx.AsyncClient(base_url=sandbox.url, trust_env=False) as control,
    ):
        running = asyncio.create_task(ticker.run())
        opened = Switchboard(works=works, control=control, clock=clock, url=ours)
        await control.put("/control/conditions", json={"min_delay_s": 0, "max_delay_s": 0})
        await opened.tell(staff_registered())
        yield opened
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await telephone.close()


def call_requested(clock: StoppedClock, name: str = "Nora", *, minutes: int = 10) -> CallRequested:
    now = clock.now()
    return CallRequested(
        event_id=uuid4(),
        clinic_id=CLINIC,
        occurred_at=now,
        correlation_id=CASE,
        call_id=id_of(f"call {name}"),
        party=staff(name),
        language="es",
        script=SCRIPT,
        expires_at=now + timedelta(minutes=minutes),
    )


def taken_by(clock: StoppedClock, name: str) -> CaseTaken:
    now = clock.now()
    return CaseTaken(
        event_id=uuid4(),
        clinic_id=CLINIC,
        occurred_at=now,
        correlation_id=CASE,
        case_id=CASE,
        staff_id=id_of(name),
    )


@pytest.mark.parametrize(
    ("key", "decision", "answer"),
    [("1", Decision.TAKE, SCRIPT.taken), ("2", Decision.PASS_ON, SCRIPT.passed)],
)
async def test_a_key_decides_and_is_answered(
    desk: Switchboard, key: str, decision: Decision, answer: str
) -> None:
    await desk.behaves("answer", digits=key)
    await desk.tell(call_requested(desk.clock))
    [ended] = await desk.ended()
    assert (ended.result, ended.party.id) == (CallResult.PRESSED, NORA)
    assert await desk.answers() == [decision]
    [made] = await desk.calls()
    assert (made["from"], made["to"], made["heard"]) == (OURS, NURSE, [SCRIPT.greeting, answer])


async def test_a_key_that_says_nothing_brings_the_greeting_again(desk: Switchboard) -> None:
    await desk.tell(call_requested(desk.clock))
    await desk.act("answer", digits="5")
    [made] = await desk.calls()
    await desk.control.post(f"/control/calls/{made['sid']}/press", json={"digits": "1"})
    await desk.ended()
    [made] = await desk.calls()
    assert made["heard"] == [SCRIPT.greeting, SCRIPT.unclear, SCRIPT.greeting, SCRIPT.taken]
    assert await desk.answers() == [Decision.TAKE]


@pytest.mark.parametrize(
    ("kind", "result"),
    [
        ("machine", CallResult.NO_KEY),
        ("busy", CallResult.BUSY),
        ("no_answer", CallResult.NO_ANSWER),
        ("fail", CallResult.FAILED),
        ("refuse", CallResult.FAILED),
    ],
)
async def test_a_call_without_a_key_is_no_answer(desk: Switchboard, kind: str, result: CallResult) -> None:
    await desk.behaves(kind)
    await desk.tell(call_requested(desk.clock))
    [ended] = await desk.ended()
    assert (ended.result, ended.code) == (result, 21215 if kind == "refuse" else None)
    assert await desk.answers() == []


async def test_a_call_whose_answer_was_lost_is_found_and_not_made_again(desk: Switchboard) -> None:
    await desk.behaves("lose_response", times=1)
    await desk.tell(call_requested(desk.clock))
    await desk.act("answer", digits="1")
    await desk.ended()
    assert len(await desk.calls()) == 1
    assert await desk.answers() == [Decision.TAKE]


async def test_a_call_that_hangs_is_looked_up_and_then_made_again(desk: Switchboard) -> None:
    await desk.behaves("hang", times=1)
    await desk.tell(call_requested(desk.clock))
    await desk.act("answer", digits="1")
    await desk.ended()
    assert len(await desk.calls()) == 1
    assert (await desk.row(id_of("call Nora")))["attempts"] == 2


async def test_whoever_picks_up_when_a_colleague_has_the_case_is_told_so(desk: Switchboard) -> None:
    await desk.behaves("ring")
    await desk.tell(call_requested(desk.clock))
    await desk.until("ringing")
    await desk.tell(taken_by(desk.clock, "Omar"))
    await desk.act("answer")
    [ended] = await desk.ended()
    assert ended.result is CallResult.NO_KEY
    [made] = await desk.calls()
    assert made["heard"] == [SCRIPT.gone]


async def test_whoever_presses_a_key_a_moment_too_late_is_told_so_and_their_key_is_passed_on(
    desk: Switchboard,
) -> None:
    await desk.tell(call_requested(desk.clock))
    await desk.act("answer")
    await desk.until("in-progress", heard=1)
    await desk.tell(taken_by(desk.clock, "Omar"))
    [made] = await desk.calls()
    await desk.control.post(f"/control/calls/{made['sid']}/press", json={"digits": "1"})
    await desk.ended()
    [made] = await desk.calls()
    assert made["heard"] == [SCRIPT.greeting, SCRIPT.gone]
    assert await desk.answers() == [Decision.TAKE]


@pytest.mark.parametrize("why", ["taken", "closed", "late", "forgotten"])
async def test_a_call_that_is_of_no_more_use_is_not_made(
    open_works: OpenWorks, clock: StoppedClock, why: str
) -> None:
    works = await open_works("aftercare_notifications")
    await tell(works, handlers(), staff_registered(), call_requested(clock))
    taken = taken_by(clock, "Nora")
    match why:
        case "taken":
            await tell(works, handlers(), taken)
        case "closed":
            closed = CaseClosed(**taken.model_dump(), outcome="called her")
            await tell(works, handlers(), closed)
        case "late":
            clock.pass_by(timedelta(minutes=11))
        case _:
            await tell(works, handlers(), staff_forgotten("Nora"))
    telephone = TwilioTelephone(settings_with())
    caller = call_jobs(settings_with(), telephone)[0]
    await caller.run(works)
    await telephone.close()
    [ended] = await said(works, CallEnded)
    assert ended.result is (CallResult.FAILED if why == "forgotten" else CallResult.NOT_MADE)


async def test_a_case_that_is_open_again_calls_although_it_was_taken_before(desk: Switchboard) -> None:
    taken = taken_by(desk.clock, "Omar")
    desk.clock.pass_by(timedelta(minutes=90))
    await desk.behaves("answer", digits="1")
    await desk.tell(call_requested(desk.clock), taken)
    await desk.ended()
    assert await desk.answers() == [Decision.TAKE]


class Mute:
    """A carrier whose callbacks never come: it tells when it is asked."""

    async def call(self, dial: Dial) -> Outcome:
        assert dial.number == NURSE
        return Accepted(sid="CA" + "1" * 32, status="queued")

    async def called(self, dial: Dial) -> Sequence[MadeCall]:
        assert dial.number == NURSE
        return []

    async def find(self, sid: str) -> MadeCall | None:
        return MadeCall(sid=sid, status="no-answer", created_at=datetime.now(UTC))

    async def close(self) -> None:
        pass


async def test_a_call_of_which_nothing_more_is_heard_is_asked_about(
    open_works: OpenWorks, clock: StoppedClock
) -> None:
    works = await open_works("aftercare_notifications")
    await tell(works, handlers(), staff_registered(), call_requested(clock))
    caller, _, follower = call_jobs(settings_with(), Mute())
    await caller.run(works)
    await follower.run(works)
    assert await said(works, CallEnded) == []
    async with works.engine.begin() as connection:
        await connection.execute(calls.update().values(claimed_at=func.now() - timedelta(minutes=6)))
    await follower.run(works)
    [ended] = await said(works, CallEnded)
    assert ended.result is CallResult.NO_ANSWER


async def test_without_a_number_to_call_from_the_operator_is_told_what_to_set(
    open_works: OpenWorks, clock: StoppedClock
) -> None:
    works = await open_works("aftercare_notifications")
    settings = settings_with(twilio_sender=None, twilio_messaging_service_sid="MG" + "0" * 32)
    telephone = TwilioTelephone(settings)
    await tell(works, handlers(), staff_registered(), call_requested(clock))
    await call_jobs(settings, telephone)[0].run(works)
    await telephone.close()
    [ended] = await said(works, CallEnded)
    assert (ended.result, ended.code) == (CallResult.FAILED, 21213)
    assert "AFTERCARE_TWILIO_CALLER" in ended.reason


@pytest.mark.parametrize("trouble", ["refuse", "unavailable", "credentials"])
async def test_a_call_that_the_first_account_does_not_take_goes_through_the_second(
    open_works: OpenWorks, clock: StoppedClock, trouble: str
) -> None:
    works, port = await open_works("aftercare_notifications"), free_port()
    other, spare = "AC" + "b2" * 16, "+15005550009"
    first = Settings(account_sid=ACCOUNT, auth_token=TOKEN, port=free_port())
    second = Settings(account_sid=other, auth_token="its token", port=free_port())
    settings = settings_with(
        twilio_base_url=first.url,
        twilio_auth_token="a wrong token" if trouble == "credentials" else TOKEN,
        twilio_backup_account_sid=other,
        twilio_backup_auth_token="its token",
        twilio_backup_base_url=second.url,
        twilio_senders=[{"address": spare, "account": "backup", "failover": True}],
        public_url=f"http://127.0.0.1:{port}",
        carrier_timeout=1,
    )
    telephone = TwilioTelephone(settings)
    ticker = Ticker(call_jobs(settings, telephone), works, seconds=0.1)
    async with (
        serving(build(first), first.port),
        serving(build(second), second.port),
        serving(Starlette(routes=call_routes(settings, works)), port),
        httpx.AsyncClient(trust_env=False) as control,
    ):
        if trouble != "credentials":
            down = {"outage": trouble}
            (await control.put(f"{first.url}/control/conditions", json=down)).raise_for_status()
        takes = {"kind": "answer", "digits": "1"}
        (await control.put(f"{second.url}/control/call-behaviours/{NURSE}", json=takes)).raise_for_status()
        running = asyncio.create_task(ticker.run())
        await tell(works, handlers(), staff_registered(), call_requested(clock))

        async def is_answered() -> bool:
            return len(await said(works, CallEnded)) == 1

        await eventually(is_answered)
        [made] = (await control.get(f"{second.url}/control/calls")).json()["calls"]
        assert made["from"] == spare
        assert [one.decision for one in await said(works, CallAnswered)] == [Decision.TAKE]
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await telephone.close()


async def test_how_long_the_oldest_call_waits_is_measured(open_works: OpenWorks, clock: StoppedClock) -> None:
    works = await open_works("aftercare_notifications")
    await tell(works, handlers(), staff_registered(), call_requested(clock))
    async with works.engine.begin() as connection:
        await connection.execute(calls.update().values(created_at=func.now() - timedelta(minutes=2)))
    async with works.begin() as work:
        await watch(work)
    [measured] = metrics.OLDEST_CALL.collect()
    assert measured.samples[0].value >= 120


async def test_only_what_twilio_has_signed_for_a_call_of_ours_is_answered(desk: Switchboard) -> None:
    await desk.behaves("busy")
    await desk.tell(call_requested(desk.clock))
    await desk.ended()
    form = {"AccountSid": ACCOUNT, "CallSid": "CA" + "0" * 32, "CallStatus": "in-progress", "Digits": "1"}
    ours, other = id_of("call Nora"), uuid4()
    async with httpx.AsyncClient(base_url=desk.url, trust_env=False) as client:

        async def post(path: str, token: str, **changes: str) -> int:
            sent = form | changes
            signature = RequestValidator(token).compute_signature(desk.url + path, sent)
            headers = {"X-Twilio-Signature": signature}
            return (await client.post(path, data=sent, headers=headers)).status_code

        assert await post(f"/twilio/voice/keys?call_id={ours}", "another token") == 403
        assert await post(f"/twilio/voice/keys?call_id={other}", TOKEN) == 404
        assert await post("/twilio/voice/keys", TOKEN) == 403
        assert await post(f"/twilio/voice/keys?call_id={ours}", TOKEN, CallSid="SM1") == 403
        assert await post(f"/twilio/voice/keys?call_id={ours}", TOKEN, AccountSid="AC1") == 403
        assert await desk.answers() == []
        assert await post(f"/twilio/voice/keys?call_id={ours}", TOKEN) == 200
        assert await post(f"/twilio/voice/keys?call_id={ours}", TOKEN) == 200
    assert await desk.answers() == [Decision.TAKE]


@pytest.fixture
def document() -> dict[str, Any]:
    path = Path(os.environ.get("AFTERCARE_TWILIO_OPENAPI", "no document"))
    if not path.is_file():
        pytest.skip("Twilio's OpenAPI document is not here: name it in AFTERCARE_TWILIO_OPENAPI.")
    found: dict[str, Any] = json.loads(path.read_text())
    return found


async def test_what_we_ask_of_twilio_is_what_its_document_allows(
    desk: Switchboard, document: dict[str, Any]
) -> None:
    await desk.behaves("busy")
    await desk.tell(call_requested(desk.clock))
    await desk.ended()
    requests = (await desk.control.get("/control/requests")).json()["requests"]
    [form] = [one["form"] for one in requests if one["method"] == "POST"]
    operation = document["paths"]["/2010-04-01/Accounts/{AccountSid}/Calls.json"]["post"]
    schema = operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    assert set(schema["required"]) <= set(form) <= set(schema["properties"])
    for name, value in form.items():
        field = schema["properties"][name]
        assert isinstance(value, list) == (field["type"] == "array"), name
        assert value in field.get("enum", [value]), name
        assert field["type"] != "integer" or value.isdigit(), name
