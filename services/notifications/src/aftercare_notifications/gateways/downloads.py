"""Fetching a file from the carrier, and from nowhere else."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import urljoin, urlsplit

import aiohttp

_REDIRECTS = 3
_CHUNK = 64 * 1024
# https://help.twilio.com/articles/223183748: the API sends on to mms.twiliocdn.com, for a few hours.
_CARRIER = (".twilio.com", ".twiliocdn.com")
_MOVED = frozenset({301, 302, 303, 307, 308})


class TooLarge(Exception):
    """The file is larger than what is read."""


class NotThere(Exception):
    """The carrier does not hand the file over; says by which status, or why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file behind a sign-in; `home` is the address that the credentials are for."""

    home: str
    url: str
    authorization: str
    largest: int

    def moved_to(self, location: str) -> Self:
        """The same file at another address; raises NotThere for one that is not the carrier's."""
        url = urljoin(self.url, location)
        if not _same_origin(url, self.home) and not _of_the_carrier(url):
            raise NotThere("sent elsewhere")
        return type(self)(home=self.home, url=url, authorization=self.authorization, largest=self.largest)


async def download(session: aiohttp.ClientSession, wanted: Download) -> bytes:
    """The file; raises TooLarge, NotThere and what aiohttp raises. Credentials go to their own address."""
    for _ in range(_REDIRECTS + 1):
        headers = {"Accept-Encoding": "identity"}
        if _same_origin(wanted.url, wanted.home):
            headers["Authorization"] = wanted.authorization
        async with session.get(wanted.url, allow_redirects=False, headers=headers) as answer:
            if answer.status in _MOVED:
                wanted = wanted.moved_to(answer.headers.get("Location", ""))
                continue
            if answer.status != 200:  # noqa: PLR2004 - HTTP
                raise NotThere(f"HTTP {answer.status}")
            return await _read(answer, wanted.largest)
    raise NotThere("sent in circles")


async def _read(answer: aiohttp.ClientResponse, largest: int) -> bytes:
    if (answer.content_length or 0) > largest:
        raise TooLarge
    content = bytearray()
    async for chunk in answer.content.iter_chunked(_CHUNK):
        content += chunk
        if len(content) > largest:
            raise TooLarge
    return bytes(content)


def _same_origin(one: str, other: str) -> bool:
    return _origin(one) == _origin(other)


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"https": 443, "http": 80}.get(parts.scheme)


def _of_the_carrier(url: str) -> bool:
    scheme, host, port = _origin(url)
    return scheme == "https" and port == 443 and (host or "").endswith(_CARRIER)  # noqa: PLR2004 - https
