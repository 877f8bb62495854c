from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from aftercare_sandbox.domain.behaviour import Kind
from aftercare_sandbox.domain.errors import TwilioError
from aftercare_sandbox.domain.message import SETTLED, Message
from aftercare_sandbox.domain.outgoing import read_outgoing
from aftercare_sandbox.drop import drop, hang
from aftercare_sandbox.guard import Call, guarded
from aftercare_sandbox.listing import read_wanted
from aftercare_sandbox.parameters import API_VERSION
from aftercare_sandbox.resources import account_resource, message_resource, page_resource

if TYPE_CHECKING:
    from starlette.routing import BaseRoute


def routes() -> list[BaseRoute]:
    """Twilio's own paths."""
    account = f"/{API_VERSION}/Accounts/{{account_sid}}"
    message = f"{account}/Messages/{{sid}}"
    return [
        Route(f"{account}.json", guarded(fetch_account), methods=["GET"]),
        Route(f"{account}/Messages.json", guarded(create_message), methods=["POST"]),
        Route(f"{account}/Messages.json", guarded(list_messages), methods=["GET"]),
        Route(f"{message}.json", guarded(fetch_message), methods=["GET"]),
        Route(f"{message}.json", guarded(update_message), methods=["POST"]),
        Route(f"{message}.json", guarded(delete_message), methods=["DELETE"]),
    ]


async def fetch_account(call: Call) -> Response:
    """The account itself, which is how credentials are checked."""
    return JSONResponse(account_resource(call.account_sid, since=datetime(2026, 1, 1, tzinfo=UTC)))


async def create_message(call: Call) -> Response:
    """Send a text, if the number's behaviour lets it."""
    outgoing = read_outgoing(call.form)
    call.carrier.weather.refuse_too_fast()
    behaviour = call.carrier.take_behaviour(outgoing.to)
    if behaviour.kind is Kind.REFUSE:
        raise TwilioError(behaviour.code, status=behaviour.http_status)
    if behaviour.kind is Kind.HANG:
        return await hang(call.request)
    message = call.carrier.send(outgoing, behaviour)
    if behaviour.kind is Kind.LOSE_RESPONSE or call.carrier.weather.loses_response():
        return await drop(call.request)
    if behaviour.kind is Kind.ERROR_AFTER_ACCEPT:
        raise TwilioError(20500)
    return _answer(call, message, status_code=201)


async def list_messages(call: Call) -> Response:
    """Messages by either end and time, newest first, page by page."""
    query, path = call.request.query_params, call.request.url.path
    wanted, messages = read_wanted(query), call.carrier.state.messages
    found = messages.newest_first(wanted.filter, before_seq=wanted.before_seq(messages))
    shown = list(islice(found, wanted.size + 1))
    more, shown = len(shown) > wanted.size, shown[: wanted.size]
    following = wanted.uri(path, page=wanted.page + 1, token=f"PA{shown[-1].sid}") if more else None
    page = page_resource(
        "messages",
        [message_resource(message, account_sid=call.account_sid) for message in shown],
        uri=wanted.uri(path, page=wanted.page, token=wanted.token),
        first_uri=wanted.uri(path, page=0),
        next_uri=following,
        page=wanted.page,
        size=wanted.size,
    )
    return JSONResponse(page)


async def fetch_message(call: Call) -> Response:
    """One message as it is now."""
    return _answer(call, _found(call))


async def update_message(call: Call) -> Response:
    """Redact the body; nothing else about a message can be changed here."""
    if call.form != {"Body": [""]}:
        raise TwilioError(20001, "Only an empty Body is taken, to redact the message.")
    message = _settled(call)
    redacted = call.carrier.state.messages.change(message.sid, lambda now: replace(now, text=""))
    call.carrier.hub.say("phone", message.phone)
    return _answer(call, redacted or message)


async def delete_message(call: Call) -> Response:
    """Forget the message."""
    message = _settled(call)
    call.carrier.state.messages.delete(message.sid)
    call.carrier.hub.say("phone", message.phone)
    return Response(status_code=204)


def _answer(call: Call, message: Message, *, status_code: int = 200) -> Response:
    return JSONResponse(message_resource(message, account_sid=call.account_sid), status_code)


def _found(call: Call) -> Message:
    message = call.carrier.state.messages.get(str(call.request.path_params["sid"]))
    if message is None:
        raise TwilioError(20404, f"The requested resource {call.request.url.path} was not found")
    return message


def _settled(call: Call) -> Message:
    message = _found(call)
    if message.status not in SETTLED:
        raise TwilioError(20009)
    return message
