"""The way to the carrier's API: one pool of connections, and a limit to every request."""

import base64
import logging
from typing import Any

import aiohttp
from twilio.http import AsyncHttpClient
from twilio.http.response import Response

from aftercare_notifications.gateways.answers import AskedToWait, pause_in

_CONNECT = 5.0  # seconds for a connection, of the seconds for the whole
_BUSY = frozenset({429, 503})


class TimedHttpClient(AsyncHttpClient):  # type: ignore[misc]
    """The SDK's client with a timeout: its own has none, and signs in by a way that aiohttp has retired.

    See https://github.com/twilio/twilio-python/issues/925. It never repeats a request: a repeated POST is
    a second text.
    """

    def __init__(self, *, timeout: float) -> None:
        super().__init__(logging.getLogger("twilio"), is_async=True, timeout=timeout)
        self._timeout = aiohttp.ClientTimeout(total=timeout, sock_connect=min(_CONNECT, timeout))
        self._session: aiohttp.ClientSession | None = None

    async def request(  # noqa: PLR0917 - the SDK's signature
        self,
        method: str,
        uri: str,
        params: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - the SDK's signature; ours holds
        allow_redirects: bool = False,  # noqa: FBT001, FBT002 - the SDK's signature
    ) -> Response:
        """Ask once; raises what aiohttp raises, TimeoutError, or AskedToWait, which the SDK cannot say."""
        signed_in = {**(headers or {})}
        if auth is not None:
            signed_in["Authorization"] = "Basic " + base64.b64encode(":".join(auth).encode()).decode()
        async with self._open().request(
            method, uri, params=params, data=data, headers=signed_in,
            timeout=self._timeout, allow_redirects=allow_redirects,
        ) as answer:  # fmt: skip
            pause = pause_in(answer.headers.get("Retry-After")) if answer.status in _BUSY else None
            if pause is not None:
                raise AskedToWait(answer.status, pause)
            return Response(answer.status, await answer.text(), answer.headers)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        # The service is put together before there is a loop: the session is opened when first needed.
        if self._session is None or self._session.closed:
            # The lanes bound what is under way: a limit here would let a page wait for a prompt's connection.
            connector = aiohttp.TCPConnector(limit=0)
            self._session = aiohttp.ClientSession(trust_env=False, connector=connector)
        return self._session
