"""What any carrier of calls can do for us."""

from collections.abc import Sequence
from typing import Protocol

from aftercare_notifications.domain.calls import Dial, MadeCall
from aftercare_notifications.domain.outcomes import Outcome


class Telephone(Protocol):
    """Makes calls, and remembers which it made."""

    async def call(self, dial: Dial) -> Outcome:
        """Ask for a call, once; what came of it is a value, never an exception."""
        ...

    async def called(self, dial: Dial) -> Sequence[MadeCall]:
        """The calls that may be this one, newest first; raises CarrierUnreachable."""
        ...

    async def find(self, sid: str) -> MadeCall | None:
        """How far a call has come, none for one it does not know; raises CarrierUnreachable."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
