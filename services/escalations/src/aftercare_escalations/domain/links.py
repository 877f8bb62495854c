"""Where a text sends its reader."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from aftercare_contracts.links import signed_link
from aftercare_escalations.domain.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Addresses on the console, which is reached at `console_url`."""

    console_url: str
    secret: str = field(repr=False)

    def cases(self) -> str:
        """All cases, for whoever signs in."""
        return f"{self.console_url.rstrip('/')}/cases"

    def case(self, case: Case, staff_id: UUID, now: datetime) -> str:
        """One case, for one person, for a few hours."""
        link = signed_link(self.secret, code=case.code, case_id=case.case_id, staff_id=staff_id, now=now)
        return f"{self.console_url.rstrip('/')}/k/{link}"
