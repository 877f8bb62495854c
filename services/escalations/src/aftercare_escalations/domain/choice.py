"""A decision as a member of staff made it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from aftercare_contracts import Decision


class Channel(StrEnum):
    """How a decision came to us: a text is short and may cross ours, the console shows what is known."""

    TEXT = "text"
    CONSOLE = "console"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Who decided what, and what they could know when they did."""

    decision: Decision
    staff_id: UUID
    channel: Channel
    # When the text came, or when the page was made on which they decided.
    known_at: datetime
    known_concerns: frozenset[UUID] | None = None  # what the console had heard of, if it says so
    outcome: str = ""
    over: bool = False  # in so many words: whoever has the case
