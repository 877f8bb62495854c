from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from aftercare_sandbox.body import read_command
from aftercare_sandbox.commands import Service, Webhook
from aftercare_sandbox.control import carrier_of, number_of
from aftercare_sandbox.domain.outgoing import SERVICE

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import BaseRoute


def routes() -> list[BaseRoute]:
    """How numbers hang together: what Twilio's own console is for."""
    return [
        Route("/control/webhooks", list_webhooks, methods=["GET"]),
        Route("/control/webhooks/{number}", set_webhook, methods=["PUT"]),
        Route("/control/webhooks/{number}", drop_webhook, methods=["DELETE"]),
        Route("/control/services/{sid}", set_service, methods=["PUT"]),
    ]


async def list_webhooks(request: Request) -> Response:
    """The default webhook, and those of single numbers."""
    carrier = carrier_of(request)
    return JSONResponse({"default": carrier.settings.sms_webhook, "numbers": carrier.state.webhooks})


async def set_webhook(request: Request) -> Response:
    """Texts to this number are posted there."""
    number = number_of(request)
    webhook = await read_command(request, Webhook)
    carrier_of(request).state.webhooks[number] = webhook.url
    return JSONResponse({"number": number, "url": webhook.url})


async def drop_webhook(request: Request) -> Response:
    """Texts to this number are posted to the default webhook again."""
    carrier_of(request).state.webhooks.pop(number_of(request), None)
    return Response(status_code=204)


async def set_service(request: Request) -> Response:
    """The messaging service sends from these numbers."""
    sid = str(request.path_params["sid"])
    service = await read_command(request, Service)
    if not re.match(SERVICE, sid):
        raise HTTPException(422, "The sid of a messaging service is MG and 32 hexadecimal digits.")
    carrier_of(request).state.services[sid] = service.numbers
    return JSONResponse({"sid": sid, "numbers": service.numbers})
