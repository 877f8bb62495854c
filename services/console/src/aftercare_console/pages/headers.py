"""What a browser may do with a page."""

from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# same-origin, and not no-referrer: that would make browsers send forms with `Origin: null`.
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


class SafeHeaders:
    """Puts the same strict headers on every response."""

    def __init__(self, app: ASGIApp, *, pictures_of: str) -> None:
        self._app = app
        self._headers = _HEADERS | {"Content-Security-Policy": _policy(pictures_of)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, with_headers)


def _policy(pictures_of: str) -> str:
    """Pictures may come from one other address besides: where the photos of patients are."""
    parts = urlsplit(pictures_of)
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        f"img-src 'self' {parts.scheme}://{parts.netloc}; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
