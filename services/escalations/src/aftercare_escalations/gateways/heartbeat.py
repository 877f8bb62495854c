"""A dead man's switch somewhere else, which raises the alarm when it is not told that all is well."""

import httpx
import structlog

_TIMEOUT = httpx.Timeout(5.0)  # seconds for each part of a request
_log = structlog.get_logger()


class Heartbeat:
    """Asks for one address; what is answered does not matter, but for the log."""

    def __init__(self, url: str, method: str) -> None:
        self._url = url
        self._method = method
        self._client = httpx.AsyncClient(timeout=_TIMEOUT)

    async def beat(self) -> bool:
        """Say that all is well; false when that was not heard, which the switch notices by itself."""
        try:
            answer = await self._client.request(self._method, self._url)
            answer.raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            _log.warning("heartbeat-not-heard", error=type(error).__name__)
            return False
        return True

    async def close(self) -> None:
        """Let go of the connection."""
        await self._client.aclose()
