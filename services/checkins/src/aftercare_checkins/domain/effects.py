"""What is to be said to others, as values: decided here, put into events at the end."""

from dataclasses import dataclass

from aftercare_checkins.domain.reading import Reading
from aftercare_checkins.domain.wording import TextName
from aftercare_contracts import Level, Purpose


@dataclass(frozen=True, slots=True)
class Ask:
    """Put a scheduled question to the patient."""

    text: TextName


@dataclass(frozen=True, slots=True)
class Remind:
    """Ask the patient once more."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """Tell what a reply was read as."""

    reading: Reading
    day: int


@dataclass(frozen=True, slots=True)
class RaiseConcern:
    """Have a person look."""

    level: Level
    rule: str
    names_sign: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer a reply."""

    text: TextName
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Ask how bad the rash is."""


@dataclass(frozen=True, slots=True)
class OptOut:
    """Tell that the writer wants no more texts, once a safety text that answers the same reply is out."""

    after_answer: bool


@dataclass(frozen=True, slots=True)
class TellUnanswered:
    """Tell that the patient stayed silent."""


Effect = Ask | Remind | Assessed | RaiseConcern | Answer | FollowUp | OptOut | TellUnanswered
