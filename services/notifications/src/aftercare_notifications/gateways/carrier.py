"""What any carrier can do for us."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from aftercare_notifications.domain.forms import Inbound
from aftercare_notifications.domain.outcomes import Listed, Outcome, Text
from aftercare_notifications.settings.senders import Account


class CarrierUnreachable(Exception):
    """The carrier's lists cannot be had just now."""


class Carrier(Protocol):
    """Takes texts, and remembers what it took."""

    async def send(self, text: Text) -> Outcome:
        """Hand a text over, once; what came of it is a value, never an exception."""
        ...

    async def sent_to(self, number: str, via: str | None = None) -> Sequence[Listed]:
        """What the carrier took for a number lately from a sender; raises CarrierUnreachable."""
        ...

    async def find(self, sid: str, account_sid: str | None = None) -> Listed | None:
        """How far one of its texts has come, none for one it does not know; raises CarrierUnreachable.

        Without an account it is one of the first's.
        """
        ...

    async def received(self, since: datetime, account: Account = Account.MAIN) -> Sequence[Inbound]:
        """What people texted an account of ours since a moment, newest first; raises CarrierUnreachable."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
