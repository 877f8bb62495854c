from aftercare_checkins.domain.triage.clauses import Message
from aftercare_checkins.domain.triage.signs import Finding
from aftercare_checkins.domain.triage.tokens import Kind

_FEVER_F = (100.4, 109.0)
_FEVER_C = (38.0, 43.0)
_BEFORE_A_FEVER = frozenset({"of", "hit", "hitting", "reads", "reading", "a"})
_FAST_PULSE = (110.0, 240.0)
_PULSE_WITHIN = 4
_MOST_DIGITS = 6


def fever_readings(message: Message) -> tuple[Finding, ...]:
    """Find temperatures of a fever, Fahrenheit or Celsius, near a thermometer or where nothing else fits."""
    sentences = {message.sentence[mark.start] for mark in message.of("temperature")}
    return tuple(
        Finding(sign="fever_measured", start=at, end=at + 1)
        for at, piece in enumerate(message.pieces)
        if piece.kind is Kind.NUMBER
        and _is_fever(piece.text)
        and (message.sentence[at] in sentences or _reads_as_fever(message, at))
    )


def pulse_readings(message: Message) -> tuple[Finding, ...]:
    """Find counts of a racing heart right after the word for it: "pulse is 140"."""
    return tuple(
        Finding(sign="racing_heart", start=mark.start, end=at + 1)
        for mark in message.of("pulse")
        for at in range(mark.end, min(mark.end + _PULSE_WITHIN, len(message.pieces)))
        if message.pieces[at].kind is Kind.NUMBER and _within(message.pieces[at].text, _FAST_PULSE)
    )


def _reads_as_fever(message: Message, at: int) -> bool:
    """Whether a number can hardly be anything else: "a feeder of 101", "101.3 this morning", "39.5"."""
    number = message.pieces[at].text
    if _within(number, _FEVER_C):
        return number[-2:-1] in {".", ","} and _stands_alone(message, at)
    spoken = at > 0 and message.pieces[at - 1].text in _BEFORE_A_FEVER
    return _within(number, _FEVER_F) and not message.says("counted", at + 1) and ("." in number or spoken)


def _stands_alone(message: Message, at: int) -> bool:
    """Whether no word follows that the number could count: kilometres, pounds."""
    return message.is_stop(at + 1) or any(
        message.says(concept, at + 1) for concept in ("now", "past", "after_number")
    )


def _is_fever(number: str) -> bool:
    return _within(number, _FEVER_F, _FEVER_C)


def _within(number: str, *ranges: tuple[float, float]) -> bool:
    if len(number) > _MOST_DIGITS:
        return False
    value = float(number.replace(",", "."))
    return any(low <= value <= high for low, high in ranges)
