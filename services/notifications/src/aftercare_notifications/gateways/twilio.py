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
from aftercare_notifications.domain.pools import Pools
from aftercare_notifications.gateways import records
from aftercare_notifications.gateways.answers import accepted, outcome_of
from aftercare_notifications.gateways.carrier import CarrierUnreachable
from aftercare_notifications.gateways.http import TimedHttpClient
from aftercare_notifications.settings import NotificationsSettings
from aftercare_notifications.settings.accounts import Credentials
from aftercare_notifications.settings.senders import Account, Sender

_LOOKED_AT = 50  # texts to one number that a lookup reads: a patient gets few a day
_PAGE = 200
_MOST = 20_000  # received texts that one look reads, page by page
_NOT_FOUND = 404
_log = structlog.get_logger()


class TwilioCarrier:
    """Twilio, or whoever speaks its API at the accounts' addresses."""

    def __init__(self, settings: NotificationsSettings) -> None:
        self._http = TimedHttpClient(timeout=settings.carrier_timeout)
        self._settings = settings
        self._pools = Pools(senders=settings.senders)
        self._clients = {
            account: client(credentials, self._http) for account, credentials in settings.accounts.items()
        }

    async def send(self, text: Text) -> Outcome:
        """Post the text once."""
        query = urlencode({"message_id": text.message_id})
        account = text.sender.account
        try:
            taken = await self._clients[account].messages.create_async(
                to=text.number,
                body=text.body,
                status_callback=f"{self._settings.public_url}/twilio/status?{query}",
                validity_period=int(text.validity.total_seconds()),
                **_comes_from(text.sender),
            )
            return accepted(taken.sid, taken.status, self._settings.accounts[account].sid)
        except Exception as error:  # noqa: BLE001 - whatever it is, what came of the text must be said
            return outcome_of(error)

    async def sent_to(self, number: str, via: str | None = None) -> Sequence[Listed]:
        """The newest texts to a number from one of our senders, or from any of the first account."""
        sender = self._pools.named(via)
        account = Account.MAIN if sender is None else sender.account
        ours = {} if sender is None or sender.is_service else {"from_": sender.address}
        found = await self._list(account, limit=_LOOKED_AT, to=number, **ours)
        return records.readable(records.sent, found)

    async def find(self, sid: str, account_sid: str | None = None) -> Listed | None:
        """The text as it is now."""
        try:
            return records.sent(await self._client_of(account_sid).messages(sid).fetch_async())
        except TwilioRestException as error:
            if error.status == _NOT_FOUND:
                return None
            raise CarrierUnreachable(f"HTTP {error.status}") from None
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing is known of the text
            raise CarrierUnreachable(type(error).__name__) from None

    async def received(self, since: datetime, account: Account = Account.MAIN) -> Sequence[Inbound]:
        """All texts since then to our numbers; to any, where a messaging service does not say its numbers."""
        senders = self._pools.in_account(account)
        found: list[Inbound] = []
        for ours in _filters(senders):
            listed = await self._list(account, limit=_MOST, page_size=_PAGE, date_sent_after=since, **ours)
            if len(listed) == _MOST:
                _log.error("received-texts-not-all-read", read=_MOST, oldest_sid=listed[-1].sid)
            found += records.readable(records.received, listed)
        new = [one for one in found if one.written_at is None or one.written_at >= since]
        return sorted(new, key=lambda one: one.written_at or since, reverse=True)

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.close()

    def _client_of(self, account_sid: str | None) -> Client:
        accounts = self._settings.accounts.items()
        named = next((account for account, one in accounts if one.sid == account_sid), Account.MAIN)
        return self._clients[named]

    async def _list(self, account: Account, **wanted: Any) -> Sequence[Any]:
        try:
            listed: Sequence[Any] = await self._clients[account].messages.list_async(**wanted)
        except Exception as error:  # noqa: BLE001 - whatever it is, there is no list
            raise CarrierUnreachable(type(error).__name__) from None  # its text holds the number
        return listed


def client(credentials: Credentials, http: TimedHttpClient) -> Client:
    """The SDK, signed in to one account."""
    made = Client(credentials.sid, credentials.token.get_secret_value(), http_client=http)
    if credentials.base_url is not None:
        made.api.base_url = credentials.base_url.rstrip("/")
    return made


def _comes_from(sender: Sender) -> dict[str, str]:
    return {"messaging_service_sid" if sender.is_service else "from_": sender.address}


def _filters(senders: Sequence[Sender]) -> Sequence[dict[str, str]]:
    numbers = [number for one in senders for number in one.own_numbers]
    return [{"to": one} for one in numbers] if all(one.own_numbers for one in senders) else [{}]
