"""Twilio's calls, through its SDK: every way a request can end, as a value."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from aftercare_notifications.domain.call_errors import NO_CALLER
from aftercare_notifications.domain.calling import RING
from aftercare_notifications.domain.calls import Dial, MadeCall
from aftercare_notifications.domain.outcomes import Accepted, Outcome, Refused, Unknown
from aftercare_notifications.gateways.answers import outcome_of
from aftercare_notifications.gateways.carrier import CarrierUnreachable
from aftercare_notifications.gateways.http import TimedHttpClient
from aftercare_notifications.settings import NotificationsSettings

_LOOKED_AT = 20  # calls to one number that a lookup reads
_LASTS = timedelta(minutes=3)
_EVENTS = ["initiated", "ringing", "answered", "completed"]
_NOT_FOUND, _REFUSED = 404, 400
_SID = 34


class TwilioTelephone:
    """Twilio, or whoever speaks its API at `twilio_base_url`."""

    def __init__(self, settings: NotificationsSettings) -> None:
        self._http = TimedHttpClient(timeout=settings.carrier_timeout)
        self._settings = settings
        token = settings.twilio_auth_token.get_secret_value()
        self._client = Client(settings.twilio_account_sid, token, http_client=self._http)
        if settings.twilio_base_url is not None:
            self._client.api.base_url = settings.twilio_base_url.rstrip("/")

    async def call(self, dial: Dial) -> Outcome:
        """Ask for the call once."""
        caller, query = self._settings.caller, urlencode({"call_id": dial.call_id})
        if caller is None:
            return Refused(code=NO_CALLER, status=_REFUSED)
        try:
            taken = await self._client.calls.create_async(
                to=dial.number,
                from_=caller,
                url=f"{self._settings.public_url}/twilio/voice?{query}",
                status_callback=f"{self._settings.public_url}/twilio/call-status?{query}",
                status_callback_event=_EVENTS,
                timeout=int(RING.total_seconds()),
                time_limit=int(_LASTS.total_seconds()),
            )
        except Exception as error:  # noqa: BLE001 - whatever it is, what came of the call must be said
            return outcome_of(error)
        sid = taken.sid
        if isinstance(sid, str) and len(sid) == _SID and sid.startswith("CA"):
            return Accepted(sid=sid, status=str(taken.status))
        return Unknown(reason="NoSid")

    async def called(self, number: str) -> Sequence[MadeCall]:
        """The newest calls from us to a number."""
        try:
            listed: Sequence[Any] = await self._client.calls.list_async(
                to=number, from_=self._settings.caller, limit=_LOOKED_AT
            )
        except Exception as error:  # noqa: BLE001 - whatever it is, there is no list
            raise CarrierUnreachable(type(error).__name__) from None  # its text holds the number
        return [_made(one) for one in listed if one.date_created is not None]

    async def find(self, sid: str) -> MadeCall | None:
        """The call as it is now."""
        try:
            return _made(await self._client.calls(sid).fetch_async())
        except TwilioRestException as error:
            if error.status == _NOT_FOUND:
                return None
            raise CarrierUnreachable(f"HTTP {error.status}") from None
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing is known of the call
            raise CarrierUnreachable(type(error).__name__) from None

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.close()


def _made(one: Any) -> MadeCall:
    return MadeCall(sid=one.sid, status=str(one.status), created_at=one.date_created)
