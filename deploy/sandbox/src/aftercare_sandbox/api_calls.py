from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from aftercare_sandbox.domain.call_behaviour import CallKind
from aftercare_sandbox.domain.dialling import read_dialling
from aftercare_sandbox.domain.errors import TwilioError
from aftercare_sandbox.drop import drop, hang
from aftercare_sandbox.guard import Call as Request
from aftercare_sandbox.guard import guarded
from aftercare_sandbox.listing import read_wanted
from aftercare_sandbox.parameters import API_VERSION
from aftercare_sandbox.resources import call_resource, page_resource

if TYPE_CHECKING:
    from starlette.routing import BaseRoute


def routes() -> list[BaseRoute]:
    """Twilio's own paths for calls."""
    calls = f"/{API_VERSION}/Accounts/{{account_sid}}/Calls"
    return [
        Route(f"{calls}.json", guarded(create_call), methods=["POST"]),
        Route(f"{calls}.json", guarded(list_calls), methods=["GET"]),
        Route(f"{calls}/{{sid}}.json", guarded(fetch_call), methods=["GET"]),
    ]


async def create_call(request: Request) -> Response:
    """Call a phone, if the number's behaviour lets it."""
    wanted, exchange = read_dialling(request.form), request.carrier.exchange
    request.carrier.weather.refuse_too_fast()
    behaviour = exchange.take_behaviour(wanted.to)
    if behaviour.kind is CallKind.REFUSE:
        raise TwilioError(behaviour.code)
    if behaviour.kind is CallKind.HANG:
        return await hang(request.request)
    call = exchange.dial(wanted, behaviour)
    if behaviour.kind is CallKind.LOSE_RESPONSE:
        return await drop(request.request)
    return JSONResponse(call_resource(call, account_sid=request.account_sid), 201)


async def list_calls(request: Request) -> Response:
    """Calls by either end, newest first, page by page."""
    query, path, calls = request.request.query_params, request.request.url.path, request.carrier.state.calls
    if any(name.startswith(("StartTime", "EndTime", "Status", "Parent")) for name in query):
        raise TwilioError(20001, "The sandbox lists calls by To and From alone.")
    wanted = read_wanted(query)
    before_seq = wanted.before_seq(calls)
    found = calls.newest_first(to=wanted.filter.to, from_=wanted.filter.from_, before_seq=before_seq)
    shown = list(islice(found, wanted.size + 1))
    more, shown = len(shown) > wanted.size, shown[: wanted.size]
    following = wanted.uri(path, page=wanted.page + 1, token=f"PA{shown[-1].sid}") if more else None
    page = page_resource(
        "calls",
        [call_resource(call, account_sid=request.account_sid) for call in shown],
        uri=wanted.uri(path, page=wanted.page, token=wanted.token),
        first_uri=wanted.uri(path, page=0),
        next_uri=following,
        page=wanted.page,
        size=wanted.size,
    )
    return JSONResponse(page)


async def fetch_call(request: Request) -> Response:
    """One call as it is now."""
    call = request.carrier.state.calls.get(str(request.request.path_params["sid"]))
    if call is None:
        raise TwilioError(20404, f"The requested resource {request.request.url.path} was not found")
    return JSONResponse(call_resource(call, account_sid=request.account_sid))
