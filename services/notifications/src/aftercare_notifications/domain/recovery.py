"""How far back the carrier is asked what people texted us."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# Of a number that was in use before us the older texts are somebody else's.
_AT_FIRST = timedelta(days=1)
# A text may come late into the carrier's list, and one whose webhook is still under way is not recovered yet.
_OVERLAP = timedelta(hours=1)
_LONGEST = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watermark:
    """Up to when a list has been read, none when it never has been; both times are real."""

    until: datetime | None
    now: datetime

    @property
    def since(self) -> datetime:
        """The moment from which to read: whatever came while we were down is read, however much later."""
        if self.until is None:
            return self.now - _AT_FIRST
        return max(self.until - _OVERLAP, self.now - _LONGEST)
