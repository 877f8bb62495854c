"""Whether a reminder still has a question to remind of."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from aftercare_notifications.domain.decisions import Drop, Hold
from aftercare_notifications.domain.progress import State, is_ours

# Between the question and its reminder: one that was held overnight would come together with it else.
AFTER_QUESTION = timedelta(hours=2)
ANSWERED = "Not needed any more: they have written since the question was sent."
NOT_ASKED = "The question itself was not sent, so there is nothing to remind of: phone if it matters."


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The last question to a party; `sent_at` is the clock's, none when the carrier has not taken it."""

    state: State
    sent_at: datetime | None
    answered: bool


def remind(now: datetime, question: Question | None) -> Hold | Drop | None:
    """What keeps a reminder from going now; no question is one that has not been heard of yet.

    A question that failed on its way to the phone was sent: the reminder may get through.
    """
    if question is None:
        return Hold(now + AFTER_QUESTION)
    if question.sent_at is None:
        return Hold(now + AFTER_QUESTION) if is_ours(question.state) else Drop(NOT_ASKED)
    if question.answered:
        return Drop(ANSWERED)
    earliest = question.sent_at + AFTER_QUESTION
    return Hold(earliest) if now < earliest else None
