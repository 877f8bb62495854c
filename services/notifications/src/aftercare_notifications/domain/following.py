"""When the carrier is asked how far a text has come that it has told us nothing more of."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from aftercare_notifications.domain.sending import Lane

# Real time. A scheduled text may be under way for four hours; who waits for an urgent one waits for less.
FIRST_QUESTION: Mapping[Lane, timedelta] = MappingProxyType(
    {Lane.URGENT: timedelta(minutes=10), Lane.PROMPT: timedelta(hours=4, minutes=10)}
)
# After that a text that is "sent" stays so: many networks never say that one was delivered.
GIVEN_UP = timedelta(days=3)
