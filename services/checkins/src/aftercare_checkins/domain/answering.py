"""Which text a reply is answered with: advice by level, never a diagnosis."""

from aftercare_checkins.domain.effects import Answer
from aftercare_checkins.domain.reading import Reading
from aftercare_checkins.domain.wording import TextName
from aftercare_contracts import Level, Purpose

_UNITED_STATES = "911"
_SELF_HARM = "self_harm"
_HUSHED = (Level.NONE, Level.MILD, Level.UNCLEAR)


def answers(reading: Reading, emergency_number: str) -> tuple[Answer, ...]:
    """One text, or none to somebody who wants no texts and reports nothing that a text could save."""
    if reading.revoked and reading.level in _HUSHED:
        return ()
    return (Answer(_text(reading, emergency_number), _purpose(reading.level)),)


def _text(reading: Reading, emergency_number: str) -> TextName:
    crisis_line = emergency_number == _UNITED_STATES and _SELF_HARM in reading.symptoms
    if reading.level is Level.EMERGENCY and crisis_line:
        return TextName.EMERGENCY_SELF_HARM
    return TextName[reading.level.name]


def _purpose(level: Level) -> Purpose:
    match level:
        case Level.EMERGENCY | Level.SEVERE | Level.UNCLEAR:
            return Purpose.SAFETY
        case Level.MODERATE | Level.MILD | Level.NONE:
            return Purpose.ANSWER
