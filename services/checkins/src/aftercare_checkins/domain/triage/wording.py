from collections.abc import Iterator

from aftercare_checkins.domain.triage.assessment import Level, Prompt, urgency
from aftercare_checkins.domain.triage.marks import Mark
from aftercare_checkins.domain.triage.reading import Reading
from aftercare_checkins.domain.triage.scale import TOP_OF_LOOKS, TOP_OF_STARS
from aftercare_checkins.domain.triage.scale import Reading as Answer
from aftercare_checkins.domain.triage.signs import SEVERITIES, Finding, Status
from aftercare_checkins.domain.triage.verdict import Verdict, is_instructed, rash_at_least

_SHORT_ANSWER = 4
_MORE_THAN = frozenset({"beyond", "past", "more", "worse"})


def wording(reading: Reading) -> Iterator[Verdict]:
    """Conclude from words of severity, numbers and the course that is told."""
    for finding in reading.findings:
        if finding.sign in SEVERITIES and (verdict := _severity(reading, finding)) is not None:
            yield verdict
    for mark in reading.message.of("unmanageable"):
        if _never_beyond(reading, mark):
            yield Verdict(level=rash_at_least(reading, Level.MILD), rule="word:mild")
        else:
            yield Verdict(level=Level.SEVERE, rule="word:not-mild")
    if _only_a_little(reading):
        yield Verdict(level=rash_at_least(reading, Level.MILD), rule="word:a-little")
    yield from _numbers(reading)
    yield from _course(reading)


def _never_beyond(reading: Reading, mark: Mark) -> bool:
    """Whether one "no" stands before "beyond mild", which so was the most: "never got past mild"."""
    message = reading.message
    clause = message.clause[mark.start]
    before = [at for at in range(mark.start) if message.clause[at] == clause]
    denied = {message.at[at] for at in before if message.says("negator", at) or message.says("saying", at)}
    # "never got past mild until today" goes on.
    goes_on = any(each.start >= mark.end for each in message.of_any("contrast", "now", "turn"))
    return message.pieces[mark.start].text in _MORE_THAN and len(denied) == 1 and not goes_on


def _severity(  # noqa: PLR0911  a table: one line for each word and status
    reading: Reading, finding: Finding
) -> Verdict | None:
    match finding.sign, finding.status:
        case "severe", Status.PRESENT:
            return Verdict(level=Level.SEVERE, rule="word:severe")
        case "severe", Status.DENIED:
            return Verdict(level=rash_at_least(reading, Level.MILD), rule="word:not-severe")
        case "severe", Status.OVER:
            return Verdict(level=Level.MILD, rule="severe-over")
        case "moderate", Status.PRESENT:
            return Verdict(level=Level.MODERATE, rule="word:moderate")
        case "mild", Status.PRESENT if not is_instructed(reading, reading.message.clause[finding.start]):
            return Verdict(level=rash_at_least(reading, Level.MILD), rule="word:mild")
        case "mild", Status.DENIED if not _denies_a_sign(reading, finding):
            return Verdict(level=Level.SEVERE, rule="word:not-mild")
        case _, Status.PAST | Status.ANOTHER | Status.SUPPOSED:
            return Verdict(level=Level.UNCLEAR, rule="not-now:severity", weak=True)
        case _:
            return None


def _denies_a_sign(reading: Reading, finding: Finding) -> bool:
    """Whether the "no" is meant for a sign that follows: "no slight itch"."""
    return any(each.start >= finding.end and each.status is Status.DENIED for each in reading.findings)


def _only_a_little(reading: Reading) -> bool:
    """Whether "a little" is all that answers "how bad is the rash now?"."""
    return (
        reading.prompt is Prompt.RASH_FOLLOWUP
        and "softener" in reading.message.groups
        and not reading.findings
        and len(reading.message.pieces) <= _SHORT_ANSWER
    )


def _numbers(reading: Reading) -> Iterator[Verdict]:
    current = [answer for answer in reading.answers if not answer.earlier]
    for answer in current:
        level = rash_at_least(reading, answer.level) if answer.level is Level.MILD else answer.level
        lowers = urgency(level) < urgency(Level.MODERATE)
        if lowers and is_instructed(reading, reading.message.clause[answer.start]):
            continue
        if _is_top(answer) and _praises(reading):
            yield Verdict(level=Level.NONE, rule="ten-of-looks")
        else:
            yield Verdict(level=level, rule=f"scale:{level.lower()}")
    if not current and (reading.answers or reading.odd_number):
        yield Verdict(level=Level.UNCLEAR, rule="number-off-scale", weak=True)


def _is_top(answer: Answer) -> bool:
    """Whether it is ten of ten or five of five, as looks are praised."""
    return answer.value == TOP_OF_LOOKS or (answer.value == TOP_OF_STARS and answer.level is Level.SEVERE)


def _praises(reading: Reading) -> bool:
    return reading.message.has("fine", "praise") and not reading.with_status(Status.PRESENT)


def _course(reading: Reading) -> Iterator[Verdict]:
    of_rash = reading.prompt is Prompt.RASH_FOLLOWUP
    if "came_back" in reading.message.groups and of_rash:
        yield Verdict(level=Level.MODERATE, rule="came-back")
    if "not_improving" in reading.message.groups:
        yield Verdict(level=Level.MODERATE if of_rash else Level.UNCLEAR, rule="not-improving")
    if reading.improving():
        yield Verdict(level=rash_at_least(reading, Level.MILD), rule="improving")
