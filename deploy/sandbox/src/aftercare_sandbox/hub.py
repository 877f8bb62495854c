from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_WAITING = 1000


class Hub:
    """Tells every open page what changed: an event name and one value."""

    def __init__(self) -> None:
        self._pages: set[asyncio.Queue[tuple[str, str] | None]] = set()
        self.closed = False

    def say(self, event: str, value: str = "") -> None:
        """Tell all; a page too slow to listen is told to load itself anew."""
        for page in self._pages:
            if page.qsize() >= _WAITING:
                while not page.empty():
                    page.get_nowait()
                page.put_nowait(("reset", ""))
            page.put_nowait((event, value))

    def close(self) -> None:
        """Let every page go, so that the server can stop."""
        self.closed = True
        for page in self._pages:
            page.put_nowait(None)

    @contextmanager
    def listening(self) -> Iterator[asyncio.Queue[tuple[str, str] | None]]:
        """A queue of (event, value) for one page; None is the end."""
        page: asyncio.Queue[tuple[str, str] | None] = asyncio.Queue()
        self._pages.add(page)
        try:
            yield page
        finally:
            self._pages.discard(page)
