"""What any carrier can do for us."""

from collections.abc import Sequence
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

    async def received(self) -> Sequence[Inbound]:
        """What people texted us within the last day; raises CarrierUnreachable."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
