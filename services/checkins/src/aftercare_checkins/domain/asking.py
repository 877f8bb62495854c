"""Opening a conversation, and what becomes of it when nobody answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aftercare_checkins.domain.conversation import OPEN, Conversation, Happening, State
from aftercare_checkins.domain.effects import Ask, Effect, RaiseConcern, Remind, TellUnanswered
from aftercare_checkins.domain.reading import is_moderate_or_worse
from aftercare_checkins.domain.wording import TextName
from aftercare_contracts import CheckinDue, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A conversation as it is from now on, older ones that it closes, and what is to be said."""

    conversation: Conversation
    closed: tuple[Conversation, ...] = ()
    effects: tuple[Effect, ...] = ()


def ask(due: CheckinDue, earlier: Sequence[Conversation], now: datetime, *, paused: bool = False) -> Step:
    """Ask, unless a person talks with the patient, and close what is open; a late question is not put."""
    if any(one.due_at > due.due_at for one in earlier):
        return Step(conversation=_unasked(due, State.SUPERSEDED))
    closed = tuple(one.after(Happening.NEWER_PROMPT) for one in earlier if one.state in OPEN)
    if paused:
        return Step(conversation=_unasked(due, State.HELD), closed=closed)
    asked_before = any(one.asked_at is not None for one in earlier)
    opened = _unasked(due, State.ASKED).put(now)
    return Step(conversation=opened, closed=closed, effects=(_question(asked_before=asked_before),))


def ask_after_pause(conversation: Conversation, now: datetime, *, asked_before: bool) -> Step:
    """Ask what was held back while a person talked with the patient."""
    opened = conversation.after(Happening.PAUSE_ENDED).put(now)
    return Step(conversation=opened, effects=(_question(asked_before=asked_before),))


def remind(conversation: Conversation, now: datetime) -> Step:
    """Ask once more, unless the question has gone stale meanwhile."""
    stale = now >= min(conversation.expires_at, conversation.deadline_at)
    moved = conversation.after(Happening.REMINDER_DUE)
    return Step(conversation=moved, effects=() if stale else (Remind(),))


def fall_silent(conversation: Conversation, last_level: Level | None) -> Step:
    """Silence is never "no problems": it is told, and after a bad report a person must look."""
    answered_first = conversation.state is State.FOLLOWUP_ASKED
    effects: list[Effect] = [] if answered_first else [TellUnanswered()]
    if answered_first or is_moderate_or_worse(last_level):
        effects.append(RaiseConcern(Level.MODERATE, "silence-after-moderate"))
    return Step(conversation=conversation.after(Happening.SILENCE_LASTED), effects=tuple(effects))


def retract(
    conversations: Sequence[Conversation], checkin_id: UUID | None, replies_left: int
) -> tuple[Conversation, ...]:
    """A question whose only reply was somebody else's is unanswered again, unless a newer one was asked."""
    reopened = (one for one in conversations[:1] if one.checkin_id == checkin_id and not replies_left)
    return tuple(one.after(Happening.REPLY_RETRACTED) for one in reopened)


def _question(*, asked_before: bool) -> Ask:
    return Ask(TextName.PROMPT if asked_before else TextName.FIRST_PROMPT)


def _unasked(due: CheckinDue, state: State) -> Conversation:
    """A question that was not put: there is nothing to remind of, and it lapses when it expires."""
    return Conversation(
        checkin_id=due.checkin_id,
        clinic_id=due.clinic_id,
        patient_id=due.patient_id,
        procedure_id=due.procedure_id,
        milestone=due.milestone,
        state=state,
        due_at=due.due_at,
        expires_at=due.expires_at,
        remind_at=due.expires_at,
        deadline_at=due.expires_at,
    )
