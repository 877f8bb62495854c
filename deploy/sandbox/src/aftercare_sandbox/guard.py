from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qs

from starlette.responses import JSONResponse, Response

from aftercare_sandbox.body import TooLarge, read_body
from aftercare_sandbox.domain.errors import TwilioError
from aftercare_sandbox.drop import drop
from aftercare_sandbox.state import Outage

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from aftercare_sandbox.carrier import Carrier

Form = dict[str, list[str]]
_MOST_FIELDS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request for Twilio's API, let in."""

    request: Request
    carrier: Carrier
    form: Form

    @property
    def account_sid(self) -> str:
        """The only account there is."""
        return self.carrier.settings.account_sid


def guarded(endpoint: Callable[[Call], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """Write the request down, keep the carrier's weather, and let the account's owner in."""

    async def answer(request: Request) -> Response:
        carrier = cast("Carrier", request.app.state.carrier)
        entry: dict[str, object] = {
            "method": request.method,
            "path": request.url.path,
            "query": dict(request.query_params),
            "form": {},
            "status": None,
        }
        carrier.state.requests.append(entry)
        try:
            if carrier.state.conditions.outage is Outage.REFUSE:
                return await drop(request)
            form = await _read_form(request)
            entry["form"] = {name: values if len(values) > 1 else values[0] for name, values in form.items()}
            _let_in(request, carrier)
            response = await endpoint(Call(request=request, carrier=carrier, form=form))
        except TwilioError as refused:
            response = JSONResponse(refused.body(), refused.status, refused.headers)
        entry["status"] = response.status_code
        return response

    return answer


def _let_in(request: Request, carrier: Carrier) -> None:
    if carrier.state.conditions.outage is Outage.UNAVAILABLE:
        raise TwilioError(20503)
    if not _is_owner(request.headers.get("authorization", ""), carrier):
        raise TwilioError(20003)
    if request.path_params.get("account_sid") != carrier.settings.account_sid:
        raise TwilioError(20404, f"The requested resource {request.url.path} was not found")
    carrier.weather.refuse_too_many()


def _is_owner(authorization: str, carrier: Carrier) -> bool:
    scheme, _, encoded = authorization.partition(" ")
    try:
        given = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return False
    expected = f"{carrier.settings.account_sid}:{carrier.settings.auth_token}".encode()
    return scheme.lower() == "basic" and hmac.compare_digest(given, expected)


async def _read_form(request: Request) -> Form:
    if request.method != "POST":
        return {}
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        async with asyncio.timeout(10):
            body = (await read_body(request)).decode()
        if body and content_type != "application/x-www-form-urlencoded":
            raise TwilioError(20001, "The body must be application/x-www-form-urlencoded.", status=415)
        return parse_qs(body, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except TooLarge as large:
        raise TwilioError(20413) from large
    except TimeoutError as late:
        raise TwilioError(20001, "The body did not come.", status=408) from late
    except ValueError as unreadable:
        raise TwilioError(20001, "The form cannot be read.") from unreadable
