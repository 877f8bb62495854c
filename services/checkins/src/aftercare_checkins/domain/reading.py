"""What a reply is taken to mean: the engine's assessment, and what may only raise it."""

from dataclasses import dataclass, replace
from typing import Protocol

from aftercare_checkins.domain.question import Question, identified
from aftercare_checkins.domain.triage import Assessment, Prompt
from aftercare_contracts import Keyword, Level, ReplyReceived

LADDER = (Level.NONE, Level.MILD, Level.MODERATE, Level.SEVERE, Level.EMERGENCY)
_STEEP = 2  # steps up the ladder since the last reply that make a report severe whatever its words
_REASSURING = (Level.NONE, Level.MILD)


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


def read(reply: ReplyReceived, question: Question, last: Level | None, assess: Assess) -> Reading:
    """Read a reply; nobody is reassured whom the engine failed on, who is unknown, or who asks for help."""
    reading = _assessed(reply, question, assess)
    if reply.keyword is Keyword.HELP:
        reading = _for_a_person(reading, "keyword-help")
    if not identified(reply):
        reading = _for_a_person(reading, "unknown-sender")
    if _rises_steeply(last, reading.level):
        reading = replace(reading, level=Level.SEVERE, rule=f"two-step-rise+{reading.rule}")
    return reading


def is_moderate_or_worse(level: Level | None) -> bool:
    """Whether somebody who reported this must not fall silent unnoticed."""
    return level in LADDER[LADDER.index(Level.MODERATE) :]


def _assessed(reply: ReplyReceived, question: Question, assess: Assess) -> Reading:
    try:
        found = assess(reply.words, day=question.day, prompt=question.prompt, photos=reply.photos)
    except Exception:  # noqa: BLE001 - whatever broke, a person reads the words instead
        return Reading(level=Level.UNCLEAR, rule="engine-failure", version="none")
    return Reading(
        level=Level(found.level),
        rule=found.rule,
        version=found.version,
        symptoms=found.symptoms,
        negated=found.negated,
        matched=found.matched,
        revoked=found.revoked,
    )


def _for_a_person(reading: Reading, rule: str) -> Reading:
    if reading.level not in _REASSURING:
        return reading
    return replace(reading, level=Level.UNCLEAR, rule=f"{rule}+{reading.rule}")


def _rises_steeply(last: Level | None, level: Level) -> bool:
    if last not in LADDER or level not in LADDER[: LADDER.index(Level.SEVERE)]:
        return False
    return LADDER.index(level) - LADDER.index(last) >= _STEEP
