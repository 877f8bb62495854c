"""How much of a request is read."""

from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 256 * 1024


class Capped:
    """An application whose requests have bodies of at most 256 KiB; a larger one is answered 413.

    `roomier`: paths that take more, by what they end with, and how many bytes.
    """

    def __init__(self, app: ASGIApp, too_large: ASGIApp, *, roomier: Mapping[str, int] | None = None) -> None:
        self._app = app
        self._too_large = too_large
        self._roomier = roomier or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body before the application does, and no further than it may be long."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        read = await _read(receive, self._room(scope["path"]))
        if read is None:
            await self._too_large(scope, receive, send)
            return
        await self._app(scope, _replay(read, receive), send)

    def _room(self, path: str) -> int:
        return next((size for end, size in self._roomier.items() if path.endswith(end)), LARGEST)


async def _read(receive: Receive, room: int) -> Message | None:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return message
        body += message.get("body", b"")
        if len(body) > room:
            return None
        if not message.get("more_body", False):
            return {"type": "http.request", "body": bytes(body), "more_body": False}


def _replay(read: Message, receive: Receive) -> Receive:
    waiting = [read]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay
