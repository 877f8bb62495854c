"""The phones of the story, through the sandbox's control API."""

from dataclasses import dataclass
from datetime import datetime

import httpx

SENDER = "+15005550006"  # the clinic's number, from which all texts come


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A number, and whose it is."""

    name: str
    number: str
    kind: str


class Phones:
    """What the phones show, and what people type into them."""

    def __init__(self, url: str) -> None:
        self._client = httpx.AsyncClient(base_url=url, timeout=10)

    async def register(self, phone: Phone) -> None:
        """Put a phone on the page."""
        answer = await self._client.put(
            f"/control/phones/{phone.number}", json={"name": phone.name, "kind": phone.kind}
        )
        answer.raise_for_status()

    async def texts_to(self, phone: Phone) -> list[str]:
        """All texts that the carrier took for a phone, oldest first."""
        answer = await self._client.get("/control/messages", params={"to": phone.number})
        answer.raise_for_status()
        return [message["body"] for message in answer.json()["messages"]]

    async def calls_to(self, phone: Phone) -> list[str]:
        """What was said in each call to a phone, oldest first; nothing where nobody picked up."""
        answer = await self._client.get("/control/calls", params={"to": phone.number})
        answer.raise_for_status()
        return [" ".join(call["heard"]) for call in answer.json()["calls"]]

    async def behaves(self, phone: Phone, kind: str, **more: object) -> None:
        """What becomes of texts to a phone from now on: deliver, refuse, fail, stall, with a code."""
        answer = await self._client.put(f"/control/behaviours/{phone.number}", json={"kind": kind, **more})
        answer.raise_for_status()

    async def takes_calls(
        self, phone: Phone, kind: str, *, digits: str = "1", times: int | None = None
    ) -> None:
        """How a phone takes its next calls, or all: ring, answer, machine, no_answer, busy, fail."""
        answer = await self._client.put(
            f"/control/call-behaviours/{phone.number}", json={"kind": kind, "digits": digits, "times": times}
        )
        answer.raise_for_status()

    async def pick_up(self, phone: Phone, *, digits: str | None = None) -> bool:
        """Answer the call that a phone rings with, and press keys; false where none rings."""
        found = await self._client.get("/control/calls", params={"to": phone.number})
        found.raise_for_status()
        ringing = [call["sid"] for call in found.json()["calls"] if call["status"] == "ringing"]
        for sid in ringing[-1:]:
            answer = await self._client.post(f"/control/calls/{sid}/answer", json={"digits": digits})
            answer.raise_for_status()
        return bool(ringing)

    async def count(self) -> int:
        """How many texts the carrier has taken for any phone."""
        answer = await self._client.get("/control/messages", params={"from": SENDER, "limit": 100_000})
        answer.raise_for_status()
        return len(answer.json()["messages"])

    async def type(self, phone: Phone, words: str, *, photos: int = 0) -> None:
        """Send a text from a phone to the clinic, with photos of a scalp that the carrier draws."""
        answer = await self._client.post(
            "/control/inbound", json={"from": phone.number, "to": SENDER, "body": words, "media": photos}
        )
        answer.raise_for_status()

    async def set_clock(self, at: datetime, *, speed: float) -> None:
        """Let the whole system's clock jump to a moment and run on at a speed."""
        answer = await self._client.put("/control/clock", json={"jump_to": at.isoformat(), "speed": speed})
        answer.raise_for_status()

    async def close(self) -> None:
        """Let go of the connection."""
        await self._client.aclose()
