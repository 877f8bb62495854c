"""A clock that was ahead and has been set right: what was planned by it would come much too late."""

from dataclasses import replace
from datetime import datetime, timedelta

from aftercare_escalations.domain.case import Case

# Clocks of two machines may differ by less than this, and nothing is moved for it.
SLACK = timedelta(minutes=1)
_MOMENTS = (
    "kept_at", "concern_at", "round_began_at", "turn_at", "next_page_at", "overdue_at", "taken_at",
    "told_at", "promise_at", "hand_over_at",
)  # fmt: skip


def set_right(case: Case, now: datetime) -> Case:
    """The case with its moments moved back as far as the clock that it was written by has been."""
    if case.kept_at is None or case.kept_at <= now + SLACK:
        return case
    ahead = case.kept_at - now
    known = {name: getattr(case, name) for name in _MOMENTS}
    return replace(case, **{name: at - ahead for name, at in known.items() if at is not None})
