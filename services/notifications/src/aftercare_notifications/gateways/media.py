"""What came along with texts, at the carrier."""

import base64
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import aiohttp
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from aftercare_notifications.domain.photos import NO_PICTURE, TOO_LARGE, Away, Fetched, Picture, Unfit
from aftercare_notifications.gateways.carrier import CarrierUnreachable
from aftercare_notifications.gateways.downloads import Download, NotThere, TooLarge, download
from aftercare_notifications.gateways.http import TimedHttpClient
from aftercare_notifications.gateways.pictures import picture_type
from aftercare_notifications.gateways.twilio import client
from aftercare_notifications.settings import NotificationsSettings
from aftercare_notifications.settings.accounts import Credentials

_MOST = 20  # files of a message; Twilio takes ten
_TWILIO = "https://api.twilio.com"
_GONE = 404
_PATIENCE = 30.0  # seconds for a whole photo


class Media(Protocol):
    """Keeps what came along until it is told to let go of it."""

    async def of_message(self, message_sid: str) -> Sequence[str]:
        """The sids of a message's files, none for a message it does not know; raises CarrierUnreachable."""
        ...

    async def fetch(self, message_sid: str, media_sid: str) -> Fetched:
        """One file; what came of it is a value, never an exception."""
        ...

    async def delete(self, message_sid: str, media_sid: str) -> None:
        """Let the carrier forget a file, or find that it has; raises CarrierUnreachable."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Account:
    """One account's media, and how they are got at."""

    client: Client
    home: str
    messages: str
    authorization: str


class TwilioMedia:
    """Twilio's media, or that of whoever speaks its API at the accounts' addresses.

    Files are found through the API by the sid of their message, in whichever account it came to. The
    addresses that a webhook names are not followed: a forged one could lead anywhere.
    """

    def __init__(self, settings: NotificationsSettings) -> None:
        self._largest = settings.photo_largest
        self._http = TimedHttpClient(timeout=settings.carrier_timeout)
        self._accounts = [_account(one, self._http) for one in settings.accounts.values()]
        self._session: aiohttp.ClientSession | None = None

    async def of_message(self, message_sid: str) -> Sequence[str]:
        """From Twilio's list, in a fixed order."""
        away: CarrierUnreachable | None = None
        for one in self._accounts:
            try:
                listed = await _asked(one.client.messages(message_sid).media.list_async(limit=_MOST))
            except CarrierUnreachable as error:
                away = error
            else:
                if listed:
                    return sorted(str(file.sid) for file in listed)
        if away is not None:
            raise away
        return []

    async def fetch(self, message_sid: str, media_sid: str) -> Fetched:
        """The file itself, if it is a picture of a decent size."""
        fetched: Fetched = Away()
        for one in self._accounts:
            fetched = await self._fetch(one, f"{one.messages}/{message_sid}/Media/{media_sid}")
            if not isinstance(fetched, Away):
                break
        return fetched

    async def delete(self, message_sid: str, media_sid: str) -> None:
        """Ask Twilio to delete the file."""
        for one in self._accounts:
            await _asked(one.client.messages(message_sid).media(media_sid).delete_async())

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.close()
        if self._session is not None:
            await self._session.close()

    async def _fetch(self, account: _Account, url: str) -> Fetched:
        wanted = Download(
            home=account.home, url=url, authorization=account.authorization, largest=self._largest
        )
        try:
            content = await download(self._open(), wanted)
        except TooLarge:
            return Unfit(TOO_LARGE)
        except (NotThere, aiohttp.ClientError, TimeoutError, ValueError, OSError):
            return Away()
        kind = picture_type(content)
        return Unfit(NO_PICTURE) if kind is None else Picture(kind, content)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            timeout = aiohttp.ClientTimeout(total=_PATIENCE, sock_connect=5)
            self._session = aiohttp.ClientSession(timeout=timeout, trust_env=False)
        return self._session


def _account(known: Credentials, http: TimedHttpClient) -> _Account:
    token, home = known.token.get_secret_value(), (known.base_url or _TWILIO).rstrip("/")
    return _Account(
        client=client(known, http),
        home=home,
        messages=f"{home}/2010-04-01/Accounts/{known.sid}/Messages",
        authorization="Basic " + base64.b64encode(f"{known.sid}:{token}".encode()).decode(),
    )


async def _asked(asking: Awaitable[Any]) -> Any:
    """The answer, none where there is no such thing; raises CarrierUnreachable for any other failure."""
    try:
        return await asking
    except TwilioRestException as error:
        if error.status != _GONE:
            raise CarrierUnreachable(f"HTTP {error.status}") from None
        return None
    except Exception as error:  # noqa: BLE001 - whatever it is, nothing is known
        raise CarrierUnreachable(type(error).__name__) from None
