"""One check-in with one patient, from the question to its end: which states there are, and what moves it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from aftercare_contracts import Milestone

SILENCE = timedelta(hours=24)  # after a question without an answer somebody must be told
REMINDER = timedelta(hours=4)


class State(StrEnum):
    """Where a conversation stands."""

    HELD = "held"
    ASKED = "asked"
    WAITING = "waiting"
    FOLLOWUP_ASKED = "followup_asked"
    ANSWERED = "answered"
    HANDED_OVER = "handed_over"
    UNANSWERED = "unanswered"
    SUPERSEDED = "superseded"
    FORGOTTEN = "forgotten"


class Happening(StrEnum):
    """What can happen to a conversation."""

    PAUSE_ENDED = "pause_ended"
    REMINDER_DUE = "reminder_due"
    OPTED_OUT = "opted_out"
    REPLY_SETTLED = "reply_settled"
    REPLY_NEEDS_PERSON = "reply_needs_person"
    RASH_REPORTED = "rash_reported"
    REPLY_RETRACTED = "reply_retracted"
    SILENCE_LASTED = "silence_lasted"
    NEWER_PROMPT = "newer_prompt"
    PATIENT_FORGOTTEN = "patient_forgotten"


TRANSITIONS: Mapping[State, Mapping[Happening, State]] = MappingProxyType(
    {
        State.HELD: {
            Happening.PAUSE_ENDED: State.ASKED,
            Happening.SILENCE_LASTED: State.UNANSWERED,
            Happening.NEWER_PROMPT: State.SUPERSEDED,
            Happening.PATIENT_FORGOTTEN: State.FORGOTTEN,
        },
        State.ASKED: {
            Happening.REMINDER_DUE: State.WAITING,
            Happening.OPTED_OUT: State.WAITING,
            Happening.REPLY_SETTLED: State.ANSWERED,
            Happening.REPLY_NEEDS_PERSON: State.HANDED_OVER,
            Happening.RASH_REPORTED: State.FOLLOWUP_ASKED,
            Happening.SILENCE_LASTED: State.UNANSWERED,
            Happening.NEWER_PROMPT: State.SUPERSEDED,
            Happening.PATIENT_FORGOTTEN: State.FORGOTTEN,
        },
        State.WAITING: {
            Happening.REPLY_SETTLED: State.ANSWERED,
            Happening.REPLY_NEEDS_PERSON: State.HANDED_OVER,
            Happening.RASH_REPORTED: State.FOLLOWUP_ASKED,
            Happening.SILENCE_LASTED: State.UNANSWERED,
            Happening.NEWER_PROMPT: State.SUPERSEDED,
            Happening.PATIENT_FORGOTTEN: State.FORGOTTEN,
        },
        # A person was told of the rash before its follow-up was asked: whatever comes now, that stays.
        State.FOLLOWUP_ASKED: {
            Happening.REPLY_SETTLED: State.HANDED_OVER,
            Happening.REPLY_NEEDS_PERSON: State.HANDED_OVER,
            Happening.REPLY_RETRACTED: State.WAITING,
            Happening.SILENCE_LASTED: State.HANDED_OVER,
            Happening.NEWER_PROMPT: State.SUPERSEDED,
            Happening.PATIENT_FORGOTTEN: State.FORGOTTEN,
        },
        State.ANSWERED: {
            Happening.REPLY_NEEDS_PERSON: State.HANDED_OVER,
            Happening.RASH_REPORTED: State.FOLLOWUP_ASKED,
            Happening.REPLY_RETRACTED: State.WAITING,
            Happening.PATIENT_FORGOTTEN: State.FORGOTTEN,
        },
        State.HANDED_OVER: {
            Happening.RASH_REPORTED: State.FOLLOWUP_ASKED,
            Happening.REPLY_RETRACTED: State.WAITING,
            Happening.PATIENT_FORGOTTEN: State.FORGOTTEN,
        },
        State.UNANSWERED: {
            Happening.REPLY_SETTLED: State.ANSWERED,
            Happening.REPLY_NEEDS_PERSON: State.HANDED_OVER,
            Happening.RASH_REPORTED: State.FOLLOWUP_ASKED,
            Happening.PATIENT_FORGOTTEN: State.FORGOTTEN,
        },
        State.SUPERSEDED: {Happening.PATIENT_FORGOTTEN: State.FORGOTTEN},
        State.FORGOTTEN: {},
    }
)

FIRST = (State.HELD, State.ASKED, State.SUPERSEDED)
OPEN = tuple(state for state, moves in TRANSITIONS.items() if Happening.SILENCE_LASTED in moves)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A question for a patient, and what became of it; `asked_at` is none for one that was not put."""

    checkin_id: UUID
    clinic_id: str
    patient_id: UUID
    procedure_id: UUID
    milestone: Milestone
    state: State
    due_at: datetime
    expires_at: datetime
    remind_at: datetime
    deadline_at: datetime
    asked_at: datetime | None = None
    followup_asked_at: datetime | None = None

    def after(self, happening: Happening) -> "Conversation":
        """The conversation once this has happened; what does not concern its state leaves it as it is."""
        return replace(self, state=TRANSITIONS[self.state].get(happening, self.state))

    def put(self, now: datetime) -> "Conversation":
        """The conversation with its question put now, from when the time to answer it runs."""
        return replace(self, asked_at=now, remind_at=now + REMINDER, deadline_at=now + SILENCE)

    def followed_up(self, now: datetime) -> "Conversation":
        """The conversation with its follow-up asked now, and as long to answer it as the first question."""
        return replace(self, followup_asked_at=now, deadline_at=now + SILENCE)
