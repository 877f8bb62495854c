"""Messages in a row: patients split a sentence, and its parts mean less than the whole."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from uuid import UUID

from aftercare_checkins.domain.question import Question
from aftercare_checkins.domain.triage import Prompt
from aftercare_checkins.domain.wording import TextName
from aftercare_contracts import Level, ReplyReceived

RUN_GAP = timedelta(minutes=3)  # the longest silence between two messages of one run
READ_TOGETHER = 9  # messages on each side of one; more are not one sentence any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Another reply of the same writer: its words, what it was read as, and the text that answered it."""

    words: str
    photos: int
    received_at: datetime
    checkin_id: UUID | None
    prompt: Prompt
    level: Level
    answered: TextName | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The replies on both sides of one, oldest first; there are some after it when they overtook it."""

    before: tuple[Said, ...] = ()
    after: tuple[Said, ...] = ()

    @property
    def others(self) -> tuple[Said, ...]:
        """All replies of the run but the one it is about."""
        return (*self.before, *self.after)

    @property
    def photos(self) -> int:
        """The photos that came with the replies nearest to this one."""
        return sum(one.photos for one in (*self._near_before, *self._near_after))

    def together_with(self, words: str, between: str) -> str:
        """These words among those nearest to them, in the order in which they were sent."""
        before, after = ((one.words for one in near) for near in (self._near_before, self._near_after))
        return between.join(part for part in chain(before, (words,), after) if part.strip())

    @property
    def _near_before(self) -> tuple[Said, ...]:
        return self.before[-READ_TOGETHER:]

    @property
    def _near_after(self) -> tuple[Said, ...]:
        return self.after[:READ_TOGETHER]


def run_of(reply: ReplyReceived, question: Question, others: Sequence[Said]) -> Run:
    """The unbroken run that a reply belongs to: about one check-in, each soon after the one before."""
    if reply.keyword is not None:
        return Run()
    about = question.conversation.checkin_id if question.conversation else None
    alike = sorted((one for one in others if one.checkin_id == about), key=_received_at)
    earlier = [one for one in reversed(alike) if one.received_at <= reply.received_at]
    later = [one for one in alike if one.received_at > reply.received_at]
    return Run(
        before=tuple(reversed(list(_unbroken(reply.received_at, earlier)))),
        after=tuple(_unbroken(reply.received_at, later)),
    )


def _unbroken(at: datetime, others: Iterable[Said]) -> Iterator[Said]:
    for one in others:
        if abs(one.received_at - at) > RUN_GAP:
            return
        yield one
        at = one.received_at


def _received_at(one: Said) -> datetime:
    return one.received_at
