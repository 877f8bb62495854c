from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aftercare_checkins.domain.triage.assessment import Level
from aftercare_checkins.domain.triage.bare_zero import is_bare_zero
from aftercare_checkins.domain.triage.clauses import Message
from aftercare_checkins.domain.triage.grades import TOP, graded
from aftercare_checkins.domain.triage.tokens import Kind

_OUT_OF = frozenset({"/", "of", "over", "de", "sobre", "outta"})
_WORD_NUMBERS_NEED = frozenset({"one", "two", "o", "won", "too", "tree", "fore", "ate", "tow", "una", "uno"})
_BEFORE_A_WORD = frozenset(
    {
        "solid",
        "strong",
        "easy",
        "good",
        "low",
        "high",
        "hard",
        "a",
        "an",
        "or",
        "to",
        "and",
        "between",
        "is",
        "its",
        "about",
        "like",
        "maybe",
        "say",
        "have",
    }
    | {"around", "roughly", "probably", "approximately", "approx", "almost"}
    | {"un", "o", "y"}
)
_AFTER = frozenset(
    {"after_number", "now", "past", "same", "improving", "worsening", "softener", "severe"}
    | {"itching", "pain", "rash", "redness"}
)
_DENOMINATORS = frozenset({4, 5, 10, 100})
TOP_OF_LOOKS = 10
TOP_OF_STARS = 5
_MOST_DIGITS = 9
_SHORT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A number that answers the prompt, and whether it tells of an earlier time."""

    level: Level
    start: int
    end: int
    value: float
    earlier: bool = False


def numbers_in(message: Message, names: Mapping[str, int]) -> dict[int, float]:
    """Return every number of the message by its position, in digits or in words."""
    found: dict[int, float] = {}
    for at, piece in enumerate(message.pieces):
        if piece.kind is Kind.NUMBER and len(piece.text) < _MOST_DIGITS:
            found[at] = float(piece.text.replace(",", "."))
        elif piece.text in names:
            found[at] = names[piece.text]
    return found


def scale_readings(message: Message, values: Mapping[int, float]) -> tuple[Reading, ...]:
    """Read the answers on a scale: 0 to 4, n/10, n/5; counts, dates and hours are not answers."""
    if not values:
        return ()
    found = list(_fractions(message, values))
    covered = {at for each in found for at in range(each.start, each.end)} | set(
        _counted_parts(message, values)
    )
    denominator = _announced(message, values)
    for at, value in values.items():
        if at in covered or not _answers(message, at, values):
            continue
        level = graded(value, denominator)
        if level is None and _grades_a_sign(message, at):
            level = graded(value, 10)
        if level is not None:
            found.append(
                Reading(level=level, start=at, end=at + 1, value=value, earlier=_earlier(message, at))
            )
    return tuple(found)


def out_of_scale(message: Message, values: Mapping[int, float]) -> bool:
    """Whether a number stands where an answer would, and is none."""
    return any(value > TOP and _answers(message, at, values) for at, value in values.items())


def _fractions(message: Message, values: Mapping[int, float]) -> Iterator[Reading]:
    for at, value in values.items():
        middle = at + 1
        while middle < min(at + 5, len(message.pieces)) and (
            message.pieces[middle].text in _OUT_OF
            or message.pieces[middle].text in {"out", "on", "a", "scale"}
        ):
            middle += 1
        whole = values.get(middle)
        if middle == at + 1 or whole is None or int(whole) not in _DENOMINATORS:
            continue
        level = graded(value, int(whole))
        if level is not None:
            yield Reading(level=level, start=at, end=middle + 1, value=value, earlier=_earlier(message, at))


def _counted_parts(message: Message, values: Mapping[int, float]) -> Iterator[int]:
    """Yield the positions of "1 of 2", which counts something else."""
    for at in values:
        if message.text(at + 1, at + 2) in {"of", "/", "de"} and message.pieces[at].kind is Kind.NUMBER:
            whole = values.get(at + 2)
            if whole is not None and int(whole) not in _DENOMINATORS:
                yield from (at, at + 2)


def _announced(message: Message, values: Mapping[int, float]) -> int:
    """Return the top of the scale that the message names ("on a scale of 1 to 10"), 4 without one."""
    for mark in message.of("scale_of"):
        if message.pieces[mark.start].text not in {"scale", "escala"}:
            continue
        nearby = [values.get(at) for at in range(mark.end, min(mark.end + 6, len(message.pieces)))]
        tops = [int(value) for value in nearby if value is not None and int(value) in {5, 10}]
        if tops:
            return tops[0]
    return TOP


def _answers(message: Message, at: int, values: Mapping[int, float]) -> bool:
    """Whether the number there can be an answer, from the words on both sides."""
    mark = message.at[at]
    in_phrase = mark is not None and mark.end - mark.start > 1
    if in_phrase or _asked(message, at) or _counts(message, at) or _explains(message, at):
        return False
    if values[at] == 0 and message.says("wanted", at + 1):
        return False  # "0 relief"
    if message.pieces[at].text in _WORD_NUMBERS_NEED and not _word_answers(message, at):
        return False
    if message.is_stop(at + 1) or _last_words(message, at) or values.get(at + 1) is not None:
        return True
    if is_bare_zero(message, at, values):
        return True
    following = message.at[at + 1]
    return following is not None and not following.concepts.isdisjoint(_AFTER)


def _explains(message: Message, at: int) -> bool:
    """Whether the sender asks what the numbers mean: "what do you mean 0 to 4"."""
    return "about_scale" in message.groups and any(
        mark.end <= at and message.clause[mark.start] == message.clause[at]
        for mark in message.of("about_scale")
    )


def _counts(message: Message, at: int) -> bool:
    """Whether the number counts days, pills or dogs, or is denied."""
    before = at - 1
    counting = message.says("counting", before) and not message.is_stop(before)
    denied = message.says("negator", before) and message.clause[before] == message.clause[at]
    return counting or denied or message.says("counted", at + 1)


def _last_words(message: Message, at: int) -> bool:
    """Whether the number stands first and no more than two words follow: "4 sadly"."""
    return at == 0 and len(message.pieces) <= _SHORT and message.pieces[at].kind is Kind.NUMBER


def _asked(message: Message, at: int) -> bool:
    """Whether the number belongs to a question that the sender asks: "can I come in at 3"."""
    return message.asks(at) and any(
        message.sentence[mark.start] == message.sentence[at] and mark.end <= at
        for mark in message.of("question")
    )


def _word_answers(message: Message, at: int) -> bool:
    """Whether a word such as "one" or "too" counts here: alone, or after "a", "to", "or"."""
    if at == 0 or message.is_stop(at - 1):
        return message.is_stop(at + 1) or message.says("after_number", at + 1)
    return message.pieces[at - 1].text in _BEFORE_A_WORD and (
        message.is_stop(at + 1) or message.says("after_number", at + 1)
    )


def _grades_a_sign(message: Message, at: int) -> bool:
    """Whether a number above 4 can only be out of ten: "pain level nine"."""
    clause = message.clause[at]
    return any(
        message.clause[mark.start] == clause
        for mark in message.of_any("itching", "pain", "burning", "soreness")
    )


def _dates_another(message: Message, at: int) -> bool:
    """Whether a word of time belongs to the number before it: "2 yesterday 3 today"."""
    return message.says("past", at) and at > 0 and message.pieces[at - 1].kind is Kind.NUMBER


def _earlier(message: Message, at: int) -> bool:
    clause = message.clause[at]
    return any(
        message.clause[mark.start] == clause
        and (
            (mark.end == at and not _dates_another(message, mark.start))
            or (mark.start == at + 1 and "past" in mark.concepts)
            or (mark.end == at - 1 and message.pieces[at - 1].text in {"a", "un"})
        )
        for mark in message.of("rising")
    )
