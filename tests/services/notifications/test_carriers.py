"""What every carrier does, the one in memory and Twilio's as the sandbox speaks it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Protocol
from uuid import uuid4

import aiohttp
import httpx
import pytest
from sandbox.trial import free_port, serving
from services.notifications.stage import ACCOUNT, FROM, OURS, TOKEN, settings_with
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from support.carrier import FakeCarrier, Weather
from support.openapi import judged
from twilio.base.exceptions import TwilioRestException

from aftercare_notifications.domain.forms import Inbound
from aftercare_notifications.domain.outcomes import Accepted, NotSent, Refused, Text, Unknown
from aftercare_notifications.gateways import records
from aftercare_notifications.gateways.answers import outcome_of, pause_in
from aftercare_notifications.gateways.carrier import Carrier, CarrierUnreachable
from aftercare_notifications.gateways.records import readable
from aftercare_notifications.gateways.twilio import TwilioCarrier
from aftercare_sandbox.app import build
from aftercare_sandbox.settings import Settings

MAYA = "+12125550101"
A_DAY_AGO = datetime.now(UTC) - timedelta(days=1)


class Trial(Protocol):
    """A carrier, and the means to make it treacherous."""

    carrier: Carrier

    async def forecast(self, weather: Weather | int) -> None: ...

    async def somebody_texts(self, words: str, photos: int) -> None: ...

    async def go_away(self) -> None: ...


@dataclass(slots=True, kw_only=True)
class InMemory:
    fake: FakeCarrier = field(default_factory=FakeCarrier)
    carrier: Carrier = field(init=False)

    def __post_init__(self) -> None:
        self.carrier = self.fake

    async def forecast(self, weather: Weather | int) -> None:
        self.fake.forecast(MAYA, weather)

    async def somebody_texts(self, words: str, photos: int) -> None:
        self.fake.inbound.append(
            Inbound(
                sid=f"SM{len(self.fake.inbound):032x}",
                number=MAYA,
                to=OURS,
                words=words,
                photos=photos,
                written_at=datetime.now(UTC),
            )
        )

    async def go_away(self) -> None:
        self.fake.unreachable = True
        self.fake.forecast(MAYA, Weather.NOT_REACHED)


_BEHAVIOURS = {Weather.LOSE_ANSWER: "lose_response", Weather.LOSE_REQUEST: "hang"}


@dataclass(slots=True, kw_only=True)
class InTheSandbox:
    carrier: Carrier
    control: httpx.AsyncClient

    async def forecast(self, weather: Weather | int) -> None:
        match weather:
            case int(code):
                behaviour: dict[str, object] = {"kind": "refuse", "code": code}
            case _:
                behaviour = {"kind": _BEHAVIOURS[weather]}
        answer = await self.control.put(f"/control/behaviours/{MAYA}", json=behaviour)
        answer.raise_for_status()

    async def somebody_texts(self, words: str, photos: int) -> None:
        text = {"from": MAYA, "to": OURS, "body": words, "media": photos}
        (await self.control.post("/control/inbound", json=text)).raise_for_status()

    async def go_away(self) -> None:
        await self.carrier.close()
        away = f"http://127.0.0.1:{free_port()}"
        self.carrier = TwilioCarrier(settings_with(twilio_base_url=away, carrier_timeout=2))


@pytest.fixture(params=["in memory", "sandbox"])
async def trial(request: pytest.FixtureRequest) -> AsyncIterator[Trial]:
    if request.param == "in memory":
        yield InMemory()
        return
    sandbox = Settings(account_sid=ACCOUNT, auth_token=TOKEN, port=free_port(), sender=OURS)
    settings = settings_with(twilio_base_url=sandbox.url, carrier_timeout=1)
    async with (
        judged(build(sandbox)) as app,
        serving(app, sandbox.port),
        httpx.AsyncClient(base_url=sandbox.url, trust_env=False) as control,
    ):
        opened = InTheSandbox(carrier=TwilioCarrier(settings), control=control)
        yield opened
        await opened.carrier.close()


def text(body: str = "How is your scalp?") -> Text:
    return Text(message_id=uuid4(), number=MAYA, body=body, validity=timedelta(minutes=10), sender=FROM)


async def test_a_text_that_is_taken_has_a_sid_and_is_in_the_list(trial: Trial) -> None:
    outcome = await trial.carrier.send(text())
    assert isinstance(outcome, Accepted)
    [listed] = await trial.carrier.sent_to(MAYA)
    assert (listed.sid, listed.body) == (outcome.sid, "How is your scalp?")
    assert await trial.carrier.sent_to("+12125550102") == []


async def test_a_refusal_has_a_code_and_leaves_nothing(trial: Trial) -> None:
    await trial.forecast(21610)
    assert await trial.carrier.send(text()) == Refused(code=21610, status=400)
    assert await trial.carrier.sent_to(MAYA) == []


async def test_a_lost_answer_leaves_the_text_in_the_list(trial: Trial) -> None:
    await trial.forecast(Weather.LOSE_ANSWER)
    assert isinstance(await trial.carrier.send(text()), Unknown)
    assert len(await trial.carrier.sent_to(MAYA)) == 1


async def test_a_lost_request_leaves_nothing_in_the_list(trial: Trial) -> None:
    await trial.forecast(Weather.LOSE_REQUEST)
    assert isinstance(await trial.carrier.send(text()), Unknown)
    assert await trial.carrier.sent_to(MAYA) == []


async def test_a_carrier_that_is_away_was_not_given_the_text_and_has_no_lists(trial: Trial) -> None:
    await trial.go_away()
    assert isinstance(await trial.carrier.send(text()), NotSent)
    with pytest.raises(CarrierUnreachable):
        await trial.carrier.sent_to(MAYA)
    with pytest.raises(CarrierUnreachable):
        await trial.carrier.received(A_DAY_AGO)
    with pytest.raises(CarrierUnreachable):
        await trial.carrier.find("SM" + "0" * 32)


async def test_what_people_texted_is_in_a_list_of_its_own(trial: Trial) -> None:
    await trial.carrier.send(text())
    await trial.somebody_texts("It burns", 2)
    [arrived] = await trial.carrier.received(A_DAY_AGO)
    assert (arrived.number, arrived.to, arrived.words, arrived.photos) == (MAYA, OURS, "It burns", 2)


async def test_a_text_is_found_by_its_sid(trial: Trial) -> None:
    taken = await trial.carrier.send(text())
    assert isinstance(taken, Accepted)
    found = await trial.carrier.find(taken.sid)
    assert found is not None
    assert (found.sid, found.body) == (taken.sid, "How is your scalp?")
    assert await trial.carrier.find("SM" + "0" * 32) is None


async def test_of_what_people_texted_only_what_is_new_is_read_and_when_it_was_written_is_known(
    trial: Trial,
) -> None:
    await trial.somebody_texts("It burns", 0)
    [arrived] = await trial.carrier.received(A_DAY_AGO)
    assert arrived.written_at is not None
    assert abs(arrived.written_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert await trial.carrier.received(arrived.written_at + timedelta(seconds=2)) == []


async def test_hundreds_of_texts_that_came_at_once_are_all_read(trial: Trial) -> None:
    for number in range(450):
        await trial.somebody_texts(f"{number}", 0)
    arrived = await trial.carrier.received(A_DAY_AGO)
    assert [one.words for one in reversed(arrived)] == [f"{number}" for number in range(450)]


def test_a_record_that_makes_no_sense_hides_no_other() -> None:
    known = {
        "direction": "inbound",
        "from_": MAYA,
        "to": OURS,
        "body": "It burns",
        "messaging_service_sid": None,
    }
    strange = SimpleNamespace(**known, sid="SM1", num_media="many", date_created=A_DAY_AGO)
    plain = SimpleNamespace(**known, sid="SM2", num_media="0", date_created=A_DAY_AGO)
    empty = SimpleNamespace(sid="SM3")
    found = readable(records.received, [strange, plain, empty])
    assert [one.sid for one in found] == ["SM2"]


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (TwilioRestException(400, "", code=21211), Refused(code=21211, status=400)),
        (TwilioRestException(401, "", code=20003), Refused(code=20003, status=401)),
        (TwilioRestException(429, "", code=20429), NotSent(reason="TooManyRequests", too_many=True)),
        (TwilioRestException(404, "", code=404), Unknown(reason="HTTP 404")),  # some proxy, not Twilio
        (TwilioRestException(302, "", code=302), Unknown(reason="HTTP 302")),
        (TwilioRestException(500, "", code=20500), Unknown(reason="HTTP 500")),
        (TwilioRestException(503, "", code=20503), Unknown(reason="HTTP 503")),
        (TimeoutError(), Unknown(reason="TimeoutError")),
        (aiohttp.ServerDisconnectedError(), Unknown(reason="ServerDisconnectedError")),
        (aiohttp.ConnectionTimeoutError(), NotSent(reason="ConnectionTimeoutError")),
        (ValueError("HTML where JSON belongs"), Unknown(reason="ValueError")),
    ],
)
def test_what_an_error_says_about_a_text(error: Exception, outcome: object) -> None:
    assert outcome_of(error) == outcome


@pytest.mark.parametrize(
    ("header", "pause"),
    [
        ("7", timedelta(seconds=7)),
        ("0", timedelta(0)),
        ("-3", timedelta(0)),
        ("1.5", timedelta(seconds=1.5)),
        ("999999999", timedelta(days=1)),
        ("Wed, 21 Oct 2015 07:28:00 GMT", timedelta(0)),
        ("soon", None),
        ("nan", None),
        ("", None),
        (None, None),
    ],
)
def test_how_long_the_carrier_asks_to_wait(header: str | None, pause: timedelta | None) -> None:
    assert pause_in(header) == pause


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (429, NotSent(reason="TooManyRequests", too_many=True, pause=timedelta(seconds=30))),
        (503, Unknown(reason="HTTP 503", pause=timedelta(seconds=30))),
    ],
)
async def test_a_carrier_that_asks_to_wait_is_heard(status: int, outcome: object) -> None:
    async def speak(_: Request) -> Response:
        body = {"code": 20429, "message": "", "more_info": "", "status": status}
        return JSONResponse(body, status, {"Retry-After": "30"})

    port = free_port()
    async with serving(Starlette(routes=[Route("/{path:path}", speak, methods=["POST"])]), port):
        carrier = TwilioCarrier(settings_with(twilio_base_url=f"http://127.0.0.1:{port}"))
        assert await carrier.send(text()) == outcome
        await carrier.close()


@pytest.mark.parametrize("answer", ['{"sid": ""}', "[]", "<html>", "", '{"sid": null, "status": "queued"}'])
async def test_an_answer_that_makes_no_sense_leaves_it_open_whether_the_text_was_sent(answer: str) -> None:
    async def speak(_: Request) -> Response:
        return Response(answer, status_code=201)

    port = free_port()
    app = Starlette(routes=[Route("/{path:path}", speak, methods=["POST"])])
    async with serving(app, port):
        carrier = TwilioCarrier(settings_with(twilio_base_url=f"http://127.0.0.1:{port}"))
        assert isinstance(await carrier.send(text()), Unknown)
        await carrier.close()
