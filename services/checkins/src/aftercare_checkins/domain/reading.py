"""What a reply is taken to mean: the engine's assessment, and what may only raise it."""

from dataclasses import dataclass, replace
from typing import Protocol

from aftercare_checkins.domain import triage
from aftercare_checkins.domain.question import Question, identified
from aftercare_checkins.domain.run import Run
from aftercare_checkins.domain.triage import Assessment, Prompt
from aftercare_contracts import Keyword, Level, ReplyReceived

LADDER = (Level.NONE, Level.MILD, Level.MODERATE, Level.SEVERE, Level.EMERGENCY)
_STEEP = 2  # steps up the ladder since the last reply that make a report severe whatever its words
_BETWEEN = ("\n", " ")  # as lines of their own, and as one sentence that was cut in two
_REASSURING = (Level.NONE, Level.MILD)


ENGINE_FAILURE = (
    "engine-failure"  # the rule, here and in the engine, of what could not be read for a fault of ours
)


class Assess(Protocol):
    """The triage engine."""

    def __call__(self, words: str, *, day: int, prompt: Prompt, photos: int = 0) -> Assessment:
        """Read the words as an answer to the prompt of that day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The level of a reply, and by which rule and words it was reached."""

    level: Level
    rule: str
    version: str
    symptoms: tuple[str, ...] = ()
    negated: tuple[str, ...] = ()
    matched: tuple[str, ...] = ()
    revoked: bool = False
    names_sign: bool = False


def read(reply: ReplyReceived, question: Question, last: Level | None, assess: Assess, run: Run) -> Reading:
    """Read a reply; nobody is reassured whom the engine failed on, who is unknown, or who asks for help."""
    reading = _in_its_run(reply, question, assess, run)
    if reply.keyword is Keyword.HELP:
        reading = _for_a_person(reading, "keyword-help")
    if not identified(reply):
        reading = _for_a_person(reading, "unknown-sender")
    if _rises_steeply(last, reading.level):
        reading = replace(reading, level=Level.SEVERE, rule=f"two-step-rise+{reading.rule}")
    return reading


def failed(reading: Reading) -> bool:
    """Whether the engine failed on the words, so that nobody knows how urgent they are."""
    return ENGINE_FAILURE in reading.rule


def concern_level(reading: Reading) -> Level:
    """How urgently a person must look: at words the engine failed on as at a severe report."""
    return Level.SEVERE if failed(reading) and reading.level is Level.UNCLEAR else reading.level


def is_moderate_or_worse(level: Level | None) -> bool:
    """Whether somebody who reported this must not fall silent unnoticed."""
    return level in LADDER[LADDER.index(Level.MODERATE) :]


def _in_its_run(reply: ReplyReceived, question: Question, assess: Assess, run: Run) -> Reading:
    """The reply alone, or together with what came right beside it where that is the more urgent."""
    alone = _assessed(reply.words, reply.photos, question, assess)
    if not run.others:
        return alone
    photos = reply.photos + run.photos
    joined = (_assessed(run.together_with(reply.words, by), photos, question, assess) for by in _BETWEEN)
    whole = max(joined, key=_urgency)
    # What answered another question, as the one before a follow-up, counts only for what it adds.
    known = [one.level for one in run.others if one.prompt is not question.prompt]
    if _urgency(whole) <= max(map(_rank, [alone.level, *known])):
        return alone
    matched = tuple(dict.fromkeys(whole.matched + alone.matched))
    return replace(whole, rule=f"{whole.rule}+together", matched=matched, revoked=alone.revoked)


def _urgency(reading: Reading) -> int:
    return _rank(reading.level)


def _rank(level: Level) -> int:
    return triage.urgency(triage.Level(level))


def _assessed(words: str, photos: int, question: Question, assess: Assess) -> Reading:
    try:
        found = assess(words, day=question.day, prompt=question.prompt, photos=photos)
    except Exception:  # noqa: BLE001 - whatever broke, a person reads the words instead
        return Reading(level=Level.UNCLEAR, rule=ENGINE_FAILURE, version="none")
    return Reading(
        level=Level(found.level),
        rule=found.rule,
        version=found.version,
        symptoms=found.symptoms,
        negated=found.negated,
        matched=found.matched,
        revoked=found.revoked,
        names_sign=found.names_sign,
    )


def _for_a_person(reading: Reading, rule: str) -> Reading:
    if reading.level not in _REASSURING:
        return reading
    return replace(reading, level=Level.UNCLEAR, rule=f"{rule}+{reading.rule}")


def _rises_steeply(last: Level | None, level: Level) -> bool:
    if last not in LADDER or level not in LADDER[: LADDER.index(Level.SEVERE)]:
        return False
    return LADDER.index(level) - LADDER.index(last) >= _STEEP
