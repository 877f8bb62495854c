"""Which reply a case is about."""

from collections.abc import Sequence
from datetime import datetime

from aftercare_console.domain.cases import Case
from aftercare_console.domain.story import Reply
from aftercare_contracts import (
    CaseOpened,
    ConcernRaised,
    Event,
    PhotoErased,
    PhotoKept,
    PhotoMissed,
    ReplyReceived,
    SymptomsAssessed,
)

TELLING = (
    ReplyReceived,
    SymptomsAssessed,
    ConcernRaised,
    CaseOpened,
    PhotoKept,
    PhotoMissed,
    PhotoErased,
)


def reason(case: Case, replies: Sequence[Reply], events: Sequence[Event]) -> Reply | None:
    """The last reply of a case's level, or else the last before the case got that level, or else the last.

    `replies` and `events`, which are those of TELLING, are about the same party, oldest first.
    """
    # A concern may weigh a reply together with those before it, and so be worse than its reading.
    levelled = [one for one in events if isinstance(one, SymptomsAssessed | ConcernRaised)]
    of_level = {one.reply_id for one in levelled if one.level is case.level}
    raised_at = _raised_at(case, events)
    heard = [one for one in replies if case.closed_at is None or one.at <= case.closed_at]
    worst = [one for one in heard if one.event.reply_id in of_level]
    before = [one for one in heard if raised_at is None or one.at <= raised_at]
    return next(reversed(worst or before or replies), None)


def _raised_at(case: Case, events: Sequence[Event]) -> datetime | None:
    openings = [one for one in events if isinstance(one, CaseOpened) and one.case_id == case.case_id]
    return min((one.occurred_at for one in openings if one.level is case.level), default=case.opened_at)
