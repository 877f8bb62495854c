"""Which question a reply answers: words mean nothing without it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aftercare_checkins.domain.conversation import Conversation, State
from aftercare_checkins.domain.triage import Prompt
from aftercare_contracts import Milestone, PartyKind, ReplyReceived

# The rules of a week, under which an itch is no longer expected: for a writer nobody knows anything of.
FAILSAFE_DAY = 7
_FOLLOWUP_UNANSWERED = (State.FOLLOWUP_ASKED, State.UNANSWERED, State.SUPERSEDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What was asked, the day whose rules apply, and whether the answer moves the conversation on."""

    prompt: Prompt
    day: int
    conversation: Conversation | None = None
    current: bool = False


def identified(reply: ReplyReceived) -> bool:
    """Whether it is known which patient wrote."""
    return reply.party.kind is PartyKind.PATIENT and not reply.candidates


def question_of(reply: ReplyReceived, conversations: Sequence[Conversation]) -> Question:
    """The last question asked before the reply came; `conversations` newest first.

    Of a number that several share, or nobody, no conversation is answered, and the strictest day counts.
    """
    asked = [one for one in conversations if one.asked_at is not None and one.asked_at <= reply.received_at]
    days = [_day(one, reply.received_at) for one in asked]
    if not identified(reply) or not asked:
        return Question(prompt=Prompt.OVERALL, day=max(FAILSAFE_DAY, *days, 0))
    answered = asked[0]
    prompt = _prompt(answered, reply.received_at)
    earlier = answered.state is State.FOLLOWUP_ASKED and prompt is Prompt.OVERALL
    current = answered == conversations[0] and not earlier
    return Question(prompt=prompt, day=days[0], conversation=answered, current=current)


def _prompt(conversation: Conversation, at: datetime) -> Prompt:
    followup_at = conversation.followup_asked_at
    outstanding = conversation.state in _FOLLOWUP_UNANSWERED and followup_at is not None and followup_at <= at
    return Prompt.RASH_FOLLOWUP if outstanding else Prompt.OVERALL


def _day(conversation: Conversation, at: datetime) -> int:
    """The day of the question, or a later one that has come since: no old question excuses an itch."""
    assert conversation.asked_at is not None
    since = conversation.milestone.day + (at - conversation.asked_at).days
    return max(milestone.day for milestone in Milestone if milestone.day <= since)
