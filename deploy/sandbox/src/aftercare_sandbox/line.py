from __future__ import annotations

import asyncio


class HungUp(Exception):
    """Whoever picked up has put the phone down."""


class Line:
    """What a person does with a phone that rings: pick up or not, press keys, put it down."""

    def __init__(self) -> None:
        self._picked_up: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._keys: asyncio.Queue[str | None] = asyncio.Queue()

    def answer(self, *, picks_up: bool) -> None:
        """Pick up, or decline; once."""
        if not self._picked_up.done():
            self._picked_up.set_result(picks_up)

    def press(self, keys: str) -> None:
        """Press keys, which count when they are next waited for."""
        self._keys.put_nowait(keys)

    def put_down(self) -> None:
        """Hang up."""
        self._keys.put_nowait(None)

    async def picked_up(self, within_s: float) -> bool | None:
        """Whether somebody picked up; None when nobody did anything in this time."""
        try:
            async with asyncio.timeout(within_s):
                return await asyncio.shield(self._picked_up)
        except TimeoutError:
            return None

    async def keys(self, within_s: float) -> str:
        """What was pressed in this time, or nothing; raises HungUp."""
        try:
            async with asyncio.timeout(within_s):
                keys = await self._keys.get()
        except TimeoutError:
            return ""
        if keys is None:
            raise HungUp
        return keys
