"""Whether a request is Twilio's: looked at before anything of it is believed or kept."""

import asyncio
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from aftercare_notifications.domain.forms import Misshapen, fields
from aftercare_notifications.gateways.signature import HEADER, SETTINGS_HEADER, signed
from aftercare_notifications.settings import NotificationsSettings

SMS, STATUS = "/twilio/sms", "/twilio/status"
_LARGEST = 64 * 1024
_MOST_FIELDS = 200
_BODY_WITHIN = 5.0  # seconds
_FORM = "application/x-www-form-urlencoded"
_CHARSETS = frozenset({"", "charset=utf-8"})


class TurnedAway(Exception):
    """The request is not taken; the reason is for our logs, and holds nothing of what was sent."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


async def signed_form(request: Request, path: str, settings: NotificationsSettings) -> dict[str, str]:
    """The fields of a form that Twilio signed for this address of ours; raises TurnedAway.

    The address is the configured one: what Host or X-Forwarded-… say is up to whoever sends them.
    """
    kind, _, parameter = request.headers.get("content-type", "").partition(";")
    if kind.strip().lower() != _FORM or parameter.strip().lower() not in _CHARSETS:
        raise TurnedAway(415, "content-type")
    signature = request.headers.get(HEADER)
    if not signature:
        raise TurnedAway(403, "unsigned")
    form = _fields(await _body(request))
    query = query_of(request)
    url = f"{settings.public_url}{path}{'?' if query else ''}{query}"
    how, whose = request.headers.get(SETTINGS_HEADER, ""), settings.account_of(form.get("AccountSid", ""))
    if whose is None or not signed(url, form, signature, how, tokens=whose.tokens, keys=whose.keys):
        raise TurnedAway(403, "signature")
    return form


def query_of(request: Request) -> str:
    """The query string as it came."""
    raw: bytes = request.scope["query_string"]
    return raw.decode("latin-1")


async def _body(request: Request) -> bytes:
    said = request.headers.get("content-length") or "0"
    if not said.isdecimal():
        raise TurnedAway(400, "length")
    if int(said) > _LARGEST:
        raise TurnedAway(413, "size")
    body = bytearray()
    try:
        async with asyncio.timeout(_BODY_WITHIN):
            async for chunk in request.stream():
                body += chunk
                if len(body) > _LARGEST:
                    raise TurnedAway(413, "size")
    except (TimeoutError, ClientDisconnect):
        raise TurnedAway(408, "incomplete") from None
    return bytes(body)


def _fields(body: bytes) -> dict[str, str]:
    try:
        text = body.decode("ascii")
        return fields(parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=_MOST_FIELDS))
    except (ValueError, Misshapen):
        raise TurnedAway(403, "form") from None
