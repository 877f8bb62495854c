"""Twilio's calls, through its SDK: every way a request can end, as a value."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from twilio.base.exceptions import TwilioRestException

from aftercare_notifications.domain.call_errors import NO_CALLER
from aftercare_notifications.domain.calling import RING
from aftercare_notifications.domain.calls import Dial, MadeCall
from aftercare_notifications.domain.outcomes import Accepted, Outcome, Refused, Unknown
from aftercare_notifications.gateways.answers import outcome_of
from aftercare_notifications.gateways.carrier import CarrierUnreachable
from aftercare_notifications.gateways.http import TimedHttpClient
from aftercare_notifications.gateways.twilio import client
from aftercare_notifications.settings import NotificationsSettings
from aftercare_notifications.settings.senders import Sender

_LOOKED_AT = 20  # calls to one number that a lookup reads
_LASTS = timedelta(minutes=3)
_EVENTS = ["initiated", "ringing", "answered", "completed"]
_NOT_FOUND, _REFUSED = 404, 400
_SID = 34


class TwilioTelephone:
    """Twilio, or whoever speaks its API at the accounts' addresses."""

    def __init__(self, settings: NotificationsSettings) -> None:
        self._http = TimedHttpClient(timeout=settings.carrier_timeout)
        self._settings = settings
        self._clients = {
            account: client(credentials, self._http) for account, credentials in settings.accounts.items()
        }

    async def call(self, dial: Dial) -> Outcome:
        """Ask for the call once."""
        caller, query = self._caller(dial), urlencode({"call_id": dial.call_id})
        if caller is None:
            return Refused(code=NO_CALLER, status=_REFUSED)
        try:
            taken = await self._clients[caller.account].calls.create_async(
                to=dial.number,
                from_=caller.address,
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

    async def called(self, dial: Dial) -> Sequence[MadeCall]:
        """The newest calls to a number from the one of ours that was tried."""
        caller = self._caller(dial)
        if caller is None:
            return []
        try:
            listed: Sequence[Any] = await self._clients[caller.account].calls.list_async(
                to=dial.number, from_=caller.address, limit=_LOOKED_AT
            )
        except Exception as error:  # noqa: BLE001 - whatever it is, there is no list
            raise CarrierUnreachable(type(error).__name__) from None  # its text holds the number
        return [_made(one) for one in listed if one.date_created is not None]

    async def find(self, sid: str) -> MadeCall | None:
        """The call as it is now, in whichever account it was made."""
        for one in self._clients.values():
            try:
                return _made(await one.calls(sid).fetch_async())
            except TwilioRestException as error:
                if error.status != _NOT_FOUND:
                    raise CarrierUnreachable(f"HTTP {error.status}") from None
            except Exception as error:  # noqa: BLE001 - whatever it is, nothing is known of the call
                raise CarrierUnreachable(type(error).__name__) from None
        return None

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.close()

    def _caller(self, dial: Dial) -> Sender | None:
        callers = self._settings.callers
        return callers[(dial.attempt - 1) % len(callers)] if callers else None


def _made(one: Any) -> MadeCall:
    return MadeCall(sid=one.sid, status=str(one.status), created_at=one.date_created)
