from __future__ import annotations

import re
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, cast

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from aftercare_sandbox.body import read_command
from aftercare_sandbox.commands import Inbound, PhoneSettings
from aftercare_sandbox.domain.outgoing import E164
from aftercare_sandbox.state import Phone
from aftercare_sandbox.store import Filter
from aftercare_sandbox.views import message_view

if TYPE_CHECKING:
    from collections import deque

    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from aftercare_sandbox.carrier import Carrier

_LARGEST_PHOTOS = 32 * 2**20
_LIMIT, _LARGEST_LIMIT = 1000, 100_000


def routes() -> list[BaseRoute]:
    """What a test or a demo does with the carrier and the phones."""
    return [
        Route("/control/inbound", receive, methods=["POST"]),
        Route("/control/messages", list_messages, methods=["GET"]),
        Route("/control/requests", list_requests, methods=["GET"]),
        Route("/control/callbacks", list_callbacks, methods=["GET"]),
        Route("/control/reset", reset, methods=["POST"]),
        Route("/control/phones", list_phones, methods=["GET"]),
        Route("/control/phones/{number}", name_phone, methods=["PUT"]),
    ]


def carrier_of(request: Request) -> Carrier:
    """The carrier of this application."""
    return cast("Carrier", request.app.state.carrier)


def number_of(request: Request) -> str:
    """The number in the path; 422 when it is none."""
    number = str(request.path_params["number"])
    if not re.match(E164, number):
        raise HTTPException(422, "The number must be E.164, such as +14155550123.")
    return number


async def receive(request: Request) -> Response:
    """A person texts: the message goes to the webhook after this answer."""
    inbound = await read_command(request, Inbound, largest=_LARGEST_PHOTOS)
    message = carrier_of(request).receive(
        phone=inbound.from_,
        to=inbound.to,
        words=inbound.body,
        media=max(inbound.media, len(inbound.photos)),
        pictures=[(one.media_type, one.content) for one in inbound.photos],
    )
    return JSONResponse(message_view(message), 201)


async def list_messages(request: Request) -> Response:
    """Messages in the order of their creation; of more than the limit, the last."""
    query = request.query_params
    wanted = Filter(to=query.get("to") or None, from_=query.get("from") or None)
    direction = query.get("direction") or None
    found = (
        message
        for message in carrier_of(request).state.messages.newest_first(wanted)
        if direction in {None, message.direction.value}
    )
    shown = [message_view(message) for message in islice(found, _limit(request))]
    return JSONResponse({"messages": shown[::-1]})


async def list_requests(request: Request) -> Response:
    """What Twilio's paths were asked; status 499 is a connection dropped without an answer."""
    return JSONResponse({"requests": _last(carrier_of(request).state.requests, _limit(request))})


async def list_callbacks(request: Request) -> Response:
    """How the posts to webhooks ended."""
    return JSONResponse({"callbacks": _last(carrier_of(request).state.posts, _limit(request))})


async def reset(request: Request) -> Response:
    """Forget everything but the command line and the clock."""
    carrier = carrier_of(request)
    await carrier.tasks.stop()
    carrier.state.clear()
    carrier.hub.say("reset")
    return Response(status_code=204)


async def list_phones(request: Request) -> Response:
    """All phones, the most recently active first, and who has opted out of what."""
    state = carrier_of(request).state
    opt_outs = [{"from": sender, "to": phone} for sender, phone in sorted(state.opt_outs)]
    return JSONResponse(
        {"phones": [asdict(phone) for phone in reversed(state.phones.values())], "opt_outs": opt_outs}
    )


async def name_phone(request: Request) -> Response:
    """Put a phone on the page, under a name."""
    carrier, number = carrier_of(request), number_of(request)
    wanted = await read_command(request, PhoneSettings)
    phone = Phone(number=number, name=wanted.name, kind=wanted.kind, registered=True)
    carrier.state.phones[number] = phone
    carrier.hub.say("phone", number)
    return JSONResponse(asdict(phone))


def _limit(request: Request) -> int:
    given = request.query_params.get("limit") or str(_LIMIT)
    if not re.match(r"^[0-9]{1,6}\Z", given) or not 1 <= int(given) <= _LARGEST_LIMIT:
        raise HTTPException(422, f"limit must be a number from 1 to {_LARGEST_LIMIT}.")
    return int(given)


def _last(entries: deque[dict[str, object]], limit: int) -> list[dict[str, object]]:
    return list(entries)[-limit:]
