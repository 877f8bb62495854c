"""The end of a process that cannot heal, so that whoever runs it starts another."""

import asyncio
import faulthandler
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable

EXIT = 70  # EX_SOFTWARE of sysexits.h
_BEAT = 1.0  # seconds


class Lifeline:
    """Ends the process when a loop has not come round for `patience` seconds, or the event loop itself.

    A thread watches, for a loop that is stuck would stop its own watchdog too.
    """

    def __init__(self, loops: Callable[[], Iterable[float]], *, patience: float) -> None:
        self._loops = loops  # when each last came round, monotonic seconds
        self._patience = patience
        self._beat_at = time.monotonic()
        self._over = threading.Event()

    async def run(self) -> None:
        """Watch until cancelled."""
        self._beat_at = time.monotonic()
        watching = threading.Thread(target=self._watch, name="lifeline", daemon=True)
        watching.start()
        try:
            while True:
                self._beat_at = time.monotonic()
                await asyncio.sleep(_BEAT)
        finally:
            self._over.set()

    def _watch(self) -> None:
        while not self._over.wait(_BEAT):
            oldest = min((self._beat_at, *self._loops()))
            if time.monotonic() - oldest > self._patience:
                print(f"a loop is stuck for {self._patience:.0f} seconds: the process ends", file=sys.stderr)  # noqa: T201 - the log may be what is stuck
                faulthandler.dump_traceback(file=sys.stderr)
                os._exit(EXIT)
