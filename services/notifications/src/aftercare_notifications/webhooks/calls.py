"""What the carrier asks and tells about a call: what to say, which key was pressed, how far it has come."""

import asyncio
from collections.abc import Awaitable
from urllib.parse import urlencode
from uuid import UUID

import structlog
from sqlalchemy import RowMapping
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from aftercare_chassis import Works
from aftercare_contracts import Script
from aftercare_notifications.domain.call_forms import CallReport, call_report
from aftercare_notifications.domain.calls import KEYS
from aftercare_notifications.domain.forms import Misshapen
from aftercare_notifications.gateways import metrics, speech
from aftercare_notifications.settings import NotificationsSettings
from aftercare_notifications.store import CallProgress, Calls
from aftercare_notifications.webhooks.requests import TurnedAway, query_of, signed_form

VOICE, KEYS_PRESSED, CALL_STATUS = "/twilio/voice", "/twilio/voice/keys", "/twilio/call-status"
_LIMIT = 9.0  # seconds: Twilio waits 15, and whoever picked up hears nothing meanwhile
_NOTHING = "<Response/>"
_log = structlog.get_logger()


def call_routes(settings: NotificationsSettings, works: Works) -> list[Route]:
    """The three addresses of calls that the carrier posts to."""

    async def voice(request: Request) -> Response:
        return await _answer(greet(request, settings, works))

    async def keys(request: Request) -> Response:
        return await _answer(take_key(request, settings, works))

    async def status(request: Request) -> Response:
        return await _answer(take_call_status(request, settings, works))

    posted = {VOICE: voice, KEYS_PRESSED: keys, CALL_STATUS: status}
    return [Route(path, endpoint, methods=["POST"]) for path, endpoint in posted.items()]


async def greet(request: Request, settings: NotificationsSettings, works: Works) -> str:
    """What to say to whoever has picked up; raises TurnedAway."""
    report = await _report(request, VOICE, settings)
    async with works.begin() as work:
        await CallProgress(work).reported(report.call_id, report.sid, report.status)
        row = await _known(report, Calls(work))
    script, language = Script.model_validate(row["script"]), row["language"]
    if row["withdrawn_at"] is not None:
        return speech.tell(script.gone, language)
    url = _url(settings, KEYS_PRESSED, report.call_id)
    return speech.ask(script.greeting, script.silent, language, keys_url=url)


async def take_key(request: Request, settings: NotificationsSettings, works: Works) -> str:
    """Keep what somebody decided by a key, and answer it; raises TurnedAway.

    A key counts also when somebody else seems to have been quicker: who has the case is not decided here.
    """
    report = await _report(request, KEYS_PRESSED, settings)
    async with works.begin() as work:
        row = await _known(report, Calls(work))
        if report.digits in KEYS:
            await CallProgress(work).pressed(report.call_id, report.digits)
    script, language = Script.model_validate(row["script"]), row["language"]
    if report.digits not in KEYS:
        url = _url(settings, VOICE, report.call_id)
        return speech.ask_again(script.unclear, language, url=url)
    if row["withdrawn_at"] is not None:
        return speech.tell(script.gone, language)
    return speech.tell(script.taken if report.digits == "1" else script.passed, language)


async def take_call_status(request: Request, settings: NotificationsSettings, works: Works) -> str:
    """Let the call come as far as the carrier says it has; raises TurnedAway."""
    report = await _report(request, CALL_STATUS, settings)
    async with works.begin() as work:
        if not await CallProgress(work).reported(report.call_id, report.sid, report.status, report.code):
            metrics.STRANGE_REPORTS.labels("call").inc()
    return _NOTHING


async def _report(request: Request, path: str, settings: NotificationsSettings) -> CallReport:
    form = await signed_form(request, path, settings)
    try:
        return call_report(form, query=query_of(request))
    except Misshapen:
        raise TurnedAway(403, "form") from None


async def _known(report: CallReport, calls: Calls) -> RowMapping:
    row = await calls.locked(report.call_id)
    if row is None:
        raise TurnedAway(404, "no-such-call")
    return row


def _url(settings: NotificationsSettings, path: str, call_id: UUID) -> str:
    return f"{settings.public_url}{path}?{urlencode({'call_id': call_id})}"


async def _answer(taking: Awaitable[str]) -> Response:
    """TwiML once all is committed, a refusal for what is not Twilio's, 503 for what it should send again."""
    try:
        async with asyncio.timeout(_LIMIT):
            twiml = await taking
    except TurnedAway as refusal:
        metrics.WEBHOOKS_REFUSED.labels(refusal.reason).inc()
        _log.warning("webhook-refused", reason=refusal.reason, status=refusal.status)
        return Response(status_code=refusal.status)
    except Exception as error:  # noqa: BLE001 - whatever it is, nothing is recorded: the carrier must come again
        _log.error("webhook-not-recorded", error=type(error).__name__)
        return Response(status_code=503)
    return Response(twiml, media_type="text/xml")
