from dataclasses import dataclass

from aftercare_checkins.domain.triage.assessment import Level, Prompt, most_urgent
from aftercare_checkins.domain.triage.reading import Reading
from aftercare_checkins.domain.triage.table import FIRST_FLOOR_DAY, LATE_FLOOR_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A level that a rule found reason for; a weak one counts only when nothing else was read.

    `words` are those that no sign or remark shows already.
    """

    level: Level
    rule: str
    weak: bool = False
    words: str = ""


def rash_at_least(reading: Reading, level: Level) -> Level:
    """Raise what is said of a rash that is still there after a week to MODERATE, unless it improves."""
    asked_of_rash = reading.prompt is Prompt.RASH_FOLLOWUP
    late = reading.day >= LATE_FLOOR_DAY
    lasting = late or (reading.day >= FIRST_FLOOR_DAY and not reading.improving())
    return most_urgent(level, Level.MODERATE) if asked_of_rash and lasting else level


def is_instructed(reading: Reading, clause: int) -> bool:
    """Whether a clause tells the reader what to write down: "mark me as fine"."""
    return any(reading.message.clause[mark.start] == clause for mark in reading.message.of("instruction"))
