"""What follows from a reply."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from aftercare_checkins.domain.answering import answer, is_news
from aftercare_checkins.domain.conversation import TRANSITIONS, Conversation, Happening
from aftercare_checkins.domain.effects import Answer, Assessed, Effect, FollowUp, OptOut, RaiseConcern
from aftercare_checkins.domain.pause import hushes
from aftercare_checkins.domain.question import Question, identified, question_of
from aftercare_checkins.domain.reading import Assess, Reading, concern_level, read
from aftercare_checkins.domain.run import Run, Said, run_of
from aftercare_checkins.domain.wording import TextName
from aftercare_contracts import Keyword, Level, Purpose, ReplyReceived

_SETTLED = (Level.NONE, Level.MILD)
# Rules of the engine under which nothing was read beside the opt-out; under any other a person looks.
_OPT_OUT_ALONE = ("optout", "nothing-read")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """What is known of a writer when a reply comes."""

    conversations: Sequence[Conversation] = ()
    last_level: Level | None = None
    others: Sequence[Said] = ()
    paused: bool = False
    forgotten: bool = False
    emergency_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """The question that was answered, what the answer was read as, and what follows, in order."""

    question: Question
    reading: Reading | None
    changed: tuple[Conversation, ...]
    effects: tuple[Effect, ...]

    @property
    def answered(self) -> TextName | None:
        """The text that the reply is answered with, if any."""
        return next((effect.text for effect in self.effects if isinstance(effect, Answer)), None)


def respond(reply: ReplyReceived, thread: Thread, *, assess: Assess, now: datetime) -> Response:
    """Decide on a reply. A photo is more than the keyword beside it, so it is for triage."""
    question = question_of(reply, thread.conversations)
    match reply.keyword if not reply.photos else None:
        case Keyword.STOP:
            return _unread(question, Happening.OPTED_OUT)
        case Keyword.START:
            return _unread(question, None)
        case Keyword.HELP | None:
            run = run_of(reply, question, thread.others)
            reading = read(reply, question, thread.last_level, assess, run)
            kept = replace(reading, matched=()) if thread.forgotten else reading
            return _respond_to(reply, kept, question, thread, run=run, now=now)


def _unread(question: Question, happening: Happening | None) -> Response:
    return Response(question=question, reading=None, changed=_moved(question, happening), effects=())


def _respond_to(
    reply: ReplyReceived, reading: Reading, question: Question, thread: Thread, *, run: Run, now: datetime
) -> Response:
    happening = _happening(reply, reading, question, paused=thread.paused)
    changed = _moved(question, happening)
    effects: list[Effect] = [Assessed(reading, question.day)]
    if happening in (Happening.REPLY_NEEDS_PERSON, Happening.RASH_REPORTED):
        effects.append(RaiseConcern(concern_level(reading), reading.rule, reading.names_sign))
    answers = _answers(reading, question, thread, run)
    effects += answers
    if happening is Happening.RASH_REPORTED:
        effects.append(FollowUp())
        changed = tuple(one.followed_up(now) for one in changed)
    if reading.revoked:
        effects.append(OptOut(after_answer=any(one.purpose is Purpose.SAFETY for one in answers)))
    return Response(question=question, reading=reading, changed=changed, effects=tuple(effects))


def _answers(reading: Reading, question: Question, thread: Thread, run: Run) -> list[Answer]:
    """The answer, unless a person talks with the patient or the run of messages has had it."""
    one = answer(reading, thread.emergency_number)
    hushed = thread.paused and hushes(reading.level)
    return [one] if one and not hushed and is_news(one.text, question.prompt, run.others) else []


def _happening(reply: ReplyReceived, reading: Reading, question: Question, *, paused: bool) -> Happening:
    if reading.level in _SETTLED:
        return Happening.REPLY_SETTLED
    if _is_opt_out_alone(reply, reading):
        return Happening.OPTED_OUT
    follow_up = not paused and _may_follow_up(reading, question)
    return Happening.RASH_REPORTED if follow_up else Happening.REPLY_NEEDS_PERSON


def _is_opt_out_alone(reply: ReplyReceived, reading: Reading) -> bool:
    nothing_else = reading.rule in _OPT_OUT_ALONE and not reading.symptoms and not reply.photos
    return reading.revoked and reading.level is Level.UNCLEAR and nothing_else and identified(reply)


def _may_follow_up(reading: Reading, question: Question) -> bool:
    """Once a conversation, of a rash that is moderate or of which it is not said how bad it is."""
    conversation = question.conversation
    if conversation is None or not question.current or conversation.followup_asked_at is not None:
        return False
    rash = reading.level is Level.MODERATE and "rash" in reading.symptoms and not reading.revoked
    return rash and Happening.RASH_REPORTED in TRANSITIONS[conversation.state]


def _moved(question: Question, happening: Happening | None) -> tuple[Conversation, ...]:
    if question.conversation is None or not question.current or happening is None:
        return ()
    return (question.conversation.after(happening),)
