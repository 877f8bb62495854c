"""Which text a reply is answered with: advice by level, never a diagnosis."""

from collections.abc import Sequence

from aftercare_checkins.domain.effects import Answer
from aftercare_checkins.domain.reading import Reading
from aftercare_checkins.domain.run import Said
from aftercare_checkins.domain.triage import Prompt
from aftercare_checkins.domain.wording import TextName
from aftercare_contracts import Level, Purpose

_UNITED_STATES = "911"
_SELF_HARM = "self_harm"
_HUSHED = (Level.NONE, Level.MILD, Level.UNCLEAR)
_BY_URGENCY = (
    TextName.NONE,
    TextName.MILD,
    TextName.UNCLEAR,
    TextName.MODERATE,
    TextName.SEVERE,
    TextName.EMERGENCY,
    TextName.EMERGENCY_SELF_HARM,
)


def answer(reading: Reading, emergency_number: str) -> Answer | None:
    """One text, or none to somebody who wants no texts and reports nothing that a text could save."""
    if reading.revoked and reading.level in _HUSHED:
        return None
    return Answer(_text(reading, emergency_number), _purpose(reading.level))


def is_news(text: TextName, prompt: Prompt, run: Sequence[Said]) -> bool:
    """Whether a run of messages was not answered with this text, nor its question with one as urgent."""
    sent = [(one.prompt, one.answered) for one in run if one.answered is not None]
    return all(
        text is not other and (asked is not prompt or _BY_URGENCY.index(text) > _BY_URGENCY.index(other))
        for asked, other in sent
    )


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
