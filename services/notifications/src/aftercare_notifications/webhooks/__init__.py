"""What notifications hears over HTTP: texts that people send, and how far ours have come."""

import asyncio
from collections.abc import Awaitable

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from aftercare_chassis import Works
from aftercare_notifications.gateways import metrics
from aftercare_notifications.settings import NotificationsSettings
from aftercare_notifications.webhooks.requests import SMS, STATUS, TurnedAway
from aftercare_notifications.webhooks.statuses import take_status
from aftercare_notifications.webhooks.texts import take_text

# Twilio waits 15 s (https://www.twilio.com/docs/api/errors/11205); an answer that comes in time is retried.
_LIMIT = 9.0
_log = structlog.get_logger()


def routes(settings: NotificationsSettings, works: Works) -> list[Route]:
    """The two addresses that the carrier posts to."""

    async def sms(request: Request) -> Response:
        return await _answer(take_text(request, settings, works))

    async def status(request: Request) -> Response:
        return await _answer(take_status(request, settings, works))

    return [Route(SMS, sms, methods=["POST"]), Route(STATUS, status, methods=["POST"])]


async def _answer(taking: Awaitable[None]) -> Response:
    """200 once all is committed, a refusal for what is not Twilio's, 503 for what it should send again."""
    try:
        async with asyncio.timeout(_LIMIT):
            await taking
    except TurnedAway as refusal:
        metrics.WEBHOOKS_REFUSED.labels(refusal.reason).inc()
        _log.warning("webhook-refused", reason=refusal.reason, status=refusal.status)
        return Response(status_code=refusal.status)
    except Exception as error:  # noqa: BLE001 - whatever it is, nothing is recorded: the carrier must come again
        _log.error("webhook-not-recorded", error=type(error).__name__)
        return Response(status_code=503)
    return Response("<Response/>", media_type="text/xml")
