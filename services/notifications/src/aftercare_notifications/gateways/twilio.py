"""Twilio, through its SDK: every way a request can end, as a value."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import structlog
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from aftercare_notifications.domain.forms import Inbound
from aftercare_notifications.domain.outcomes import Listed, Outcome, Text
from aftercare_notifications.gateways import records
from aftercare_notifications.gateways.answers import accepted, outcome_of
from aftercare_notifications.gateways.carrier import CarrierUnreachable
from aftercare_notifications.gateways.http import TimedHttpClient
from aftercare_notifications.settings import NotificationsSettings

_LOOKED_AT = 50  # texts to one number that a lookup reads: a patient gets few a day
_PAGE = 200
_MOST = 20_000  # received texts that one look reads, page by page
_NOT_FOUND = 404
_log = structlog.get_logger()


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
            return accepted(taken.sid, taken.status)
        except Exception as error:  # noqa: BLE001 - whatever it is, what came of the text must be said
            return outcome_of(error)

    async def sent_to(self, number: str) -> Sequence[Listed]:
        """The newest texts from us to a number."""
        sender = self._sender()
        ours = {"from_": sender["from_"]} if "from_" in sender else {}
        return records.readable(records.sent, await self._list(limit=_LOOKED_AT, to=number, **ours))

    async def find(self, sid: str) -> Listed | None:
        """The text as it is now."""
        try:
            return records.sent(await self._client.messages(sid).fetch_async())
        except TwilioRestException as error:
            if error.status == _NOT_FOUND:
                return None
            raise CarrierUnreachable(f"HTTP {error.status}") from None
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing is known of the text
            raise CarrierUnreachable(type(error).__name__) from None

    async def received(self, since: datetime) -> Sequence[Inbound]:
        """All texts since then to our number, or to any when texts go through a messaging service."""
        ours = {"to": self._settings.twilio_sender} if self._settings.twilio_sender else {}
        listed = await self._list(limit=_MOST, page_size=_PAGE, date_sent_after=since, **ours)
        if len(listed) == _MOST:
            _log.error("received-texts-not-all-read", read=_MOST, oldest_sid=listed[-1].sid)
        found = records.readable(records.received, listed)
        return [one for one in found if one.written_at is None or one.written_at >= since]

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.close()

    def _sender(self) -> dict[str, str | None]:
        if self._settings.twilio_messaging_service_sid is not None:
            return {"messaging_service_sid": self._settings.twilio_messaging_service_sid}
        return {"from_": self._settings.twilio_sender}

    async def _list(self, **wanted: Any) -> Sequence[Any]:
        try:
            listed: Sequence[Any] = await self._client.messages.list_async(**wanted)
        except Exception as error:  # noqa: BLE001 - whatever it is, there is no list
            raise CarrierUnreachable(type(error).__name__) from None  # its text holds the number
        return listed
