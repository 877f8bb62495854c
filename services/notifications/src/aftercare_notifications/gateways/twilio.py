"""Twilio, through its SDK: every way a request can end, as a value."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

import aiohttp
from twilio.base.exceptions import (
    TwilioRestException,
    TwilioServiceException,
)
from twilio.rest import Client

from aftercare_notifications.domain.forms import Inbound
from aftercare_notifications.domain.outcomes import (
    Accepted,
    Listed,
    NotSent,
    Outcome,
    Refused,
    Text,
    Unknown,
)
from aftercare_notifications.domain.words import clean
from aftercare_notifications.gateways.carrier import CarrierUnreachable
from aftercare_notifications.gateways.http import TimedHttpClient
from aftercare_notifications.settings import NotificationsSettings

T = TypeVar("T")
_LOOKED_AT = 50  # texts to one number that a lookup reads: a patient gets few a day
_RECOVERED = 200  # received texts that one look reads
_KEPT = timedelta(days=1)
_SID = 34
_FIRST_TWILIO_CODE = 10_000


class TwilioCarrier:
    """Twilio, or whoever speaks its API at `twilio_base_url`."""

    def __init__(self, settings: NotificationsSettings) -> None:
        self._http = TimedHttpClient(timeout=settings.carrier_timeout)
        self._settings = settings
        token = settings.twilio_auth_token.get_secret_value()
        self._client = Client(settings.twilio_account_sid, token, http_client=self._http)
        if settings.twilio_base_url is not None:
            self._client.api.base_url = settings.twilio_base_url.rstrip("/")

    async def send(self, text: Text) -> Outcome:
        """Post the text once."""
        query = urlencode({"message_id": text.message_id})
        try:
            taken = await self._client.messages.create_async(
                to=text.number,
                body=text.body,
                status_callback=f"{self._settings.public_url}/twilio/status?{query}",
                validity_period=int(text.validity.total_seconds()),
                **self._sender(),
            )
            return _accepted(taken.sid, taken.status)
        except Exception as error:  # noqa: BLE001 - whatever it is, what came of the text must be said
            return outcome_of(error)

    async def sent_to(self, number: str) -> Sequence[Listed]:
        """The newest texts from us to a number."""
        return [one async for one in self._list(_listed, limit=_LOOKED_AT, to=number)]

    async def received(self) -> Sequence[Inbound]:
        """The newest texts to our number, or to any when texts go through a messaging service."""
        ours = {"to": self._settings.twilio_sender} if self._settings.twilio_sender else {}
        return [one async for one in self._list(_inbound, limit=_RECOVERED, **ours)]

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.close()

    def _sender(self) -> dict[str, str | None]:
        if self._settings.twilio_messaging_service_sid is not None:
            return {"messaging_service_sid": self._settings.twilio_messaging_service_sid}
        return {"from_": self._settings.twilio_sender}

    async def _list(self, read: Callable[[Any], T | None], **wanted: Any) -> AsyncIterator[T]:
        try:
            found = [read(one) for one in await self._client.messages.list_async(**wanted)]
        except Exception as error:  # noqa: BLE001 - whatever it is, there is no list
            raise CarrierUnreachable(type(error).__name__) from None  # its text holds the number
        for one in found:
            if one is not None:
                yield one


def outcome_of(error: Exception) -> Outcome:
    """What an exception of the SDK, or of what it stands on, says about a text."""
    match error:
        case TwilioRestException() | TwilioServiceException():
            return _answered(error.status, error.code)
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError() | aiohttp.InvalidURL():
            return NotSent(reason=type(error).__name__)
        case _:
            return Unknown(reason=type(error).__name__)


def _answered(status: int, code: object) -> Outcome:
    match status, code:
        case 429, _:
            return NotSent(reason="TooManyRequests")
        case _, int(known) if 400 <= status < 500 and known >= _FIRST_TWILIO_CODE:  # noqa: PLR2004 - HTTP
            return Refused(code=known, status=status)
        case _:
            # 5xx may come after the text was taken; 3xx, and 4xx without a code, are not Twilio speaking.
            return Unknown(reason=f"HTTP {status}")


def _accepted(sid: object, status: object) -> Outcome:
    if isinstance(sid, str) and len(sid) == _SID and sid[:2] in {"SM", "MM"}:
        return Accepted(sid=sid, status=str(status))
    return Unknown(reason="NoSid")


def _listed(one: Any) -> Listed | None:
    if not one.direction.startswith("outbound-api"):
        return None
    return Listed(
        sid=one.sid,
        body=one.body or "",
        status=str(one.status),
        code=one.error_code,
        created_at=one.date_created,
    )


def _inbound(one: Any) -> Inbound | None:
    if one.direction != "inbound" or one.date_created < datetime.now(UTC) - _KEPT:
        return None
    return Inbound(
        sid=one.sid,
        number=one.from_,
        to=one.to,
        words=clean(one.body or ""),
        photos=int(one.num_media or 0),
        service_sid=one.messaging_service_sid,
    )
