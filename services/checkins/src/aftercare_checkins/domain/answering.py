"""Which text a reply is answered with: advice by level, never a diagnosis."""

from aftercare_checkins.domain.effects import Answer
from aftercare_checkins.domain.reading import Reading
from aftercare_checkins.domain.wording import TextName
from aftercare_contracts import Level, Purpose

_UNITED_STATES = "911"
_SELF_HARM = "self_harm"


def answers(reading: Reading, emergency_number: str) -> tuple[Answer, ...]:
    """One text, or none to somebody who wants no texts and reports nothing that a text could save."""
    match reading.level:
        case Level.NONE | Level.MILD | Level.UNCLEAR if reading.revoked:
            return ()
        case Level.EMERGENCY:
            return (Answer(_emergency(reading, emergency_number), Purpose.SAFETY),)
        case Level.SEVERE:
            return (Answer(TextName.SEVERE, Purpose.SAFETY),)
        case Level.UNCLEAR:
            return (Answer(TextName.UNCLEAR, Purpose.SAFETY),)
        case Level.MODERATE:
            return (Answer(TextName.MODERATE, Purpose.ANSWER),)
        case Level.MILD:
            return (Answer(TextName.MILD, Purpose.ANSWER),)
        case Level.NONE:
            return (Answer(TextName.NONE, Purpose.ANSWER),)


def _emergency(reading: Reading, emergency_number: str) -> TextName:
    crisis_line = emergency_number == _UNITED_STATES and _SELF_HARM in reading.symptoms
    return TextName.EMERGENCY_SELF_HARM if crisis_line else TextName.EMERGENCY
