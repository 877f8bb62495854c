from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never


class Level(StrEnum):
    """How soon a person must act; the triage table says what belongs to each."""

    EMERGENCY = "EMERGENCY"
    SEVERE = "SEVERE"
    MODERATE = "MODERATE"
    MILD = "MILD"
    NONE = "NONE"
    UNCLEAR = "UNCLEAR"


class Prompt(StrEnum):
    """The question that the words answer."""

    OVERALL = "overall"
    RASH_FOLLOWUP = "rash_followup"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What was read in the words, by which rule, with the words that showed it."""

    level: Level
    symptoms: tuple[str, ...]
    negated: tuple[str, ...]
    matched: tuple[str, ...]
    rule: str
    version: str
    revoked: bool
    asks_human: bool = True
    names_sign: bool = False
    unknown: tuple[str, ...] = ()


def urgency(level: Level) -> int:
    """Rank a level, 5 the most urgent; UNCLEAR outranks MILD because a person must read it."""
    match level:
        case Level.EMERGENCY:
            return 5
        case Level.SEVERE:
            return 4
        case Level.MODERATE:
            return 3
        case Level.UNCLEAR:
            return 2
        case Level.MILD:
            return 1
        case Level.NONE:
            return 0
        case _:
            assert_never(level)


def most_urgent(*levels: Level) -> Level:
    """Return the most urgent of the levels, NONE when there is none."""
    return max(levels, key=urgency, default=Level.NONE)


def needs_person(level: Level) -> bool:
    """Whether a person must read what got this level."""
    return urgency(level) >= urgency(Level.UNCLEAR)
