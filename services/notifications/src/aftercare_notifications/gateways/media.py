"""What came along with texts, at the carrier."""

import base64
from collections.abc import Sequence
from typing import Protocol

import aiohttp
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from aftercare_notifications.domain.photos import NO_PICTURE, TOO_LARGE, Away, Fetched, Picture, Unfit
from aftercare_notifications.gateways.carrier import CarrierUnreachable
from aftercare_notifications.gateways.downloads import Download, NotThere, TooLarge, download
from aftercare_notifications.gateways.http import TimedHttpClient
from aftercare_notifications.gateways.pictures import picture_type
from aftercare_notifications.settings import NotificationsSettings

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


class TwilioMedia:
    """Twilio's media, or that of whoever speaks its API at `twilio_base_url`.

    Files are found through the API by the sid of their message. The addresses that a webhook names are not
    followed: a forged one could lead anywhere.
    """

    def __init__(self, settings: NotificationsSettings) -> None:
        account, token = settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value()
        self._home = (settings.twilio_base_url or _TWILIO).rstrip("/")
        self._messages = f"{self._home}/2010-04-01/Accounts/{account}/Messages"
        self._authorization = "Basic " + base64.b64encode(f"{account}:{token}".encode()).decode()
        self._largest = settings.photo_largest
        self._http = TimedHttpClient(timeout=settings.carrier_timeout)
        self._client = Client(account, token, http_client=self._http)
        self._client.api.base_url = self._home
        self._session: aiohttp.ClientSession | None = None

    async def of_message(self, message_sid: str) -> Sequence[str]:
        """From Twilio's list, in a fixed order."""
        try:
            listed = await self._client.messages(message_sid).media.list_async(limit=_MOST)
        except TwilioRestException as error:
            if error.status == _GONE:
                return []
            raise CarrierUnreachable(f"HTTP {error.status}") from None
        except Exception as error:  # noqa: BLE001 - whatever it is, there is no list
            raise CarrierUnreachable(type(error).__name__) from None
        return sorted(str(one.sid) for one in listed)

    async def fetch(self, message_sid: str, media_sid: str) -> Fetched:
        """The file itself, if it is a picture of a decent size."""
        wanted = Download(
            home=self._home,
            url=f"{self._messages}/{message_sid}/Media/{media_sid}",
            authorization=self._authorization,
            largest=self._largest,
        )
        try:
            content = await download(self._open(), wanted)
        except TooLarge:
            return Unfit(TOO_LARGE)
        except (NotThere, aiohttp.ClientError, TimeoutError, ValueError, OSError):
            return Away()
        kind = picture_type(content)
        return Unfit(NO_PICTURE) if kind is None else Picture(kind, content)

    async def delete(self, message_sid: str, media_sid: str) -> None:
        """Ask Twilio to delete the file."""
        try:
            await self._client.messages(message_sid).media(media_sid).delete_async()
        except TwilioRestException as error:
            if error.status != _GONE:
                raise CarrierUnreachable(f"HTTP {error.status}") from None
        except Exception as error:  # noqa: BLE001 - whatever it is, it may be there still
            raise CarrierUnreachable(type(error).__name__) from None

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.close()
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            timeout = aiohttp.ClientTimeout(total=_PATIENCE, sock_connect=5)
            self._session = aiohttp.ClientSession(timeout=timeout, trust_env=False)
        return self._session
