"""A case ends: by text only at the hands of its holder, and never over news that nobody has seen."""

from dataclasses import replace
from datetime import datetime

from aftercare_escalations.domain.case import Case, Changed, State
from aftercare_escalations.domain.choice import Channel, Choice
from aftercare_escalations.domain.effects import Closed, Notice, Tell

_LONGEST_OUTCOME = 500  # characters, as the event has it


def close(case: Case, choice: Choice, now: datetime) -> Changed:
    """The case when somebody closes it."""
    outcome = choice.outcome.strip()[:_LONGEST_OUTCOME]
    match _obstacle(case, choice, outcome):
        case None:
            return _closed(case, choice, outcome)
        case Notice.HAS_NEWS as notice if choice.channel is Channel.TEXT:
            # Now they are told: what they write after this they write knowing it.
            told = replace(case, told_at=min(case.told_at or now, now))
            return told, (Tell(staff_id=choice.staff_id, notice=notice),)
        case notice:
            about = case.holder if notice is Notice.HELD_BY else None
            return case, (Tell(staff_id=choice.staff_id, notice=notice, about=about),)


def _obstacle(case: Case, choice: Choice, outcome: str) -> Notice | None:
    """Why the case stays as it is, or none."""
    match choice.channel:
        case Channel.TEXT if case.holder is None:
            return Notice.TAKE_FIRST
        case Channel.TEXT if case.holder != choice.staff_id:
            return Notice.HELD_BY
        case Channel.TEXT if case.told_at is not None and choice.known_at <= case.told_at:
            return Notice.HAS_NEWS
        case Channel.CONSOLE if choice.known_at < case.concern_at or not _could_see(case, choice):
            return Notice.HAS_NEWS
        case _:
            return None if outcome else Notice.NEEDS_OUTCOME


def _could_see(case: Case, choice: Choice) -> bool:
    """Whether the last concern had reached the console, which may lag behind us."""
    return (
        choice.known_concerns is None or case.concern_id is None or case.concern_id in choice.known_concerns
    )


def _closed(case: Case, choice: Choice, outcome: str) -> Changed:
    closed = replace(
        case,
        state=State.CLOSED,
        holder=None,
        taken_at=None,
        told_at=None,
        promise_at=None,
        hand_over_at=None,
        offered=(),
        next_page_at=None,
        hurry=None,
        overdue_at=None,
        paged=(),
    )
    by = choice.staff_id
    # Whoever may still think that the case waits for them.
    concerned = dict.fromkeys((*((case.holder,) if case.holder else ()), *case.paged, *case.offered))
    others = [Tell(staff_id=one, notice=Notice.CLOSED_BY, about=by) for one in concerned if one != by]
    return closed, (Closed(by, outcome), Tell(staff_id=by, notice=Notice.CLOSED), *others)
