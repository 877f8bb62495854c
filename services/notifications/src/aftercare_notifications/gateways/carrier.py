"""What any carrier can do for us."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from aftercare_notifications.domain.forms import Inbound
from aftercare_notifications.domain.outcomes import Listed, Outcome, Text


class CarrierUnreachable(Exception):
    """The carrier's lists cannot be had just now."""


class Carrier(Protocol):
    """Takes texts, and remembers what it took."""

    async def send(self, text: Text) -> Outcome:
        """Hand a text over, once; what came of it is a value, never an exception."""
        ...

    async def sent_to(self, number: str) -> Sequence[Listed]:
        """What the carrier took from us for a number lately; raises CarrierUnreachable."""
        ...

    async def find(self, sid: str) -> Listed | None:
        """How far one of its texts has come, none for one it does not know; raises CarrierUnreachable."""
        ...

    async def received(self, since: datetime) -> Sequence[Inbound]:
        """What people texted us since a moment, newest first; raises CarrierUnreachable."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
