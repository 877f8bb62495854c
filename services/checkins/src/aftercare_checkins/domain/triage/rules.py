from collections.abc import Iterator
from dataclasses import dataclass

from aftercare_checkins.domain.triage.assessment import Level, Prompt, most_urgent, urgency
from aftercare_checkins.domain.triage.marks import Mark
from aftercare_checkins.domain.triage.negation import is_denied, spans
from aftercare_checkins.domain.triage.reading import Reading
from aftercare_checkins.domain.triage.signs import SEVERITIES, Finding, Status
from aftercare_checkins.domain.triage.table import FIRST_FLOOR_DAY, LATE_FLOOR_DAY, Row, Table


_SHORT_ANSWER = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A level that a rule found reason for."""

    level: Level
    rule: str
    weak: bool = False


def verdicts(reading: Reading, table: Table) -> Iterator[Verdict]:
    """Apply every rule; each says what it alone would conclude."""
    yield from _signs(reading, table)
    yield from _together(reading, table)
    yield from _severities(reading)
    yield from _numbers(reading)
    yield from _course(reading, table)
    yield from _well(reading)
    yield from _doubts(reading)


def _signs(reading: Reading, table: Table) -> Iterator[Verdict]:
    for finding in reading.findings:
        row = table.rows.get(finding.sign)
        if row is None:
            continue
        match finding.status:
            case Status.PRESENT:
                yield Verdict(level=_level(finding, row, reading), rule=f"sign:{finding.sign}")
            case Status.OVER if row.level is Level.EMERGENCY:
                yield Verdict(level=Level.SEVERE, rule=f"emergency-over:{finding.sign}")
            case Status.OVER if row.level is Level.SEVERE:
                yield Verdict(level=Level.MILD, rule=f"severe-over:{finding.sign}")
            case Status.OVER | Status.DENIED:
                yield Verdict(level=Level.NONE, rule="denied-or-gone")
            case Status.PAST | Status.ANOTHER | Status.SUPPOSED:
                yield Verdict(level=Level.UNCLEAR, rule=f"not-now:{finding.sign}", weak=True)


def _level(finding: Finding, row: Row, reading: Reading) -> Level:
    level = row.level
    graded = _graded(finding, reading)
    if graded is not None and urgency(row.level) <= urgency(Level.MODERATE):
        level = graded
    elif finding.soft or (finding.mild and row.soft is not row.level):
        level = row.soft
    elif finding.intense:
        level = row.intense
    fades = reading.fades(finding)
    if (finding.mild or fades) and urgency(row.level) <= urgency(Level.MODERATE):
        level = Level.MILD
    if reading.day >= LATE_FLOOR_DAY:
        return most_urgent(level, row.late)
    if reading.day >= FIRST_FLOOR_DAY and not fades:
        return most_urgent(level, row.floor)
    return level


def _graded(finding: Finding, reading: Reading) -> Level | None:
    """Return what a number in the same clause says of the sign: "pain 1/5"."""
    clause = reading.message.clause[finding.start]
    grades = [each.level for each in reading.answers if reading.message.clause[each.start] == clause]
    return most_urgent(*grades) if grades else None


def _together(reading: Reading, table: Table) -> Iterator[Verdict]:
    present = {each.sign for each in reading.with_status(Status.PRESENT)}
    for entry in table.together:
        if all(not group.isdisjoint(present) for group in entry.signs):
            yield Verdict(level=entry.level, rule="together:" + "+".join(sorted(set().union(*entry.signs) & present)))


def _severities(reading: Reading) -> Iterator[Verdict]:
    for finding in reading.findings:
        if finding.sign not in SEVERITIES:
            continue
        match finding.sign, finding.status:
            case "severe", Status.PRESENT:
                yield Verdict(level=Level.SEVERE, rule="word:severe")
            case "severe", Status.DENIED:
                yield Verdict(level=_rash_at_least(reading, Level.MILD), rule="word:not-severe")
            case "severe", Status.OVER:
                yield Verdict(level=Level.MILD, rule="severe-over")
            case "moderate", Status.PRESENT:
                yield Verdict(level=Level.MODERATE, rule="word:moderate")
            case "mild", Status.PRESENT if _instructed(reading, reading.message.clause[finding.start]):
                pass
            case "mild", Status.PRESENT:
                yield Verdict(level=_rash_at_least(reading, Level.MILD), rule="word:mild")
            case "mild", Status.DENIED if not _nothing_even(reading, finding):
                yield Verdict(level=Level.SEVERE, rule="word:not-mild")
            case _, Status.PAST | Status.ANOTHER | Status.SUPPOSED:
                yield Verdict(level=Level.UNCLEAR, rule="not-now:severity", weak=True)
            case _:
                pass
    if _only_a_little(reading):
        yield Verdict(level=_rash_at_least(reading, Level.MILD), rule="word:a-little")
    if reading.message.has("unmanageable"):
        yield Verdict(level=Level.SEVERE, rule="word:not-mild")


def _only_a_little(reading: Reading) -> bool:
    """Whether "a little" is all that answers "how bad is the rash now?"."""
    return (
        reading.prompt is Prompt.RASH_FOLLOWUP
        and reading.message.has("softener")
        and not reading.findings
        and len(reading.message.pieces) <= _SHORT_ANSWER
    )


def _nothing_even(reading: Reading, finding: Finding) -> bool:
    """Whether "no, not even mild" denies a sign that follows: "no slight itch"."""
    return any(each.start >= finding.end and each.status is Status.DENIED for each in reading.findings)


def _rash_at_least(reading: Reading, level: Level) -> Level:
    """A rash that is still there after a week is at least MODERATE, unless it improves."""
    if reading.prompt is Prompt.RASH_FOLLOWUP and reading.day >= FIRST_FLOOR_DAY:
        if reading.day >= LATE_FLOOR_DAY or not reading.improving():
            return most_urgent(level, Level.MODERATE)
    return level


def _numbers(reading: Reading) -> Iterator[Verdict]:
    current = [answer for answer in reading.answers if not answer.earlier]
    for answer in current:
        level = answer.level
        if _instructed(reading, reading.message.clause[answer.start]) and urgency(level) < urgency(Level.MODERATE):
            continue
        if level is Level.MILD:
            level = _rash_at_least(reading, level)
        if level is Level.SEVERE and answer.value == 10 and _praises(reading):
            yield Verdict(level=Level.NONE, rule="ten-of-looks")
        else:
            yield Verdict(level=level, rule=f"scale:{level.lower()}")
    if not current and (reading.answers or reading.odd_number):
        yield Verdict(level=Level.UNCLEAR, rule="number-off-scale", weak=True)


def _praises(reading: Reading) -> bool:
    return reading.message.has("fine", "praise") and not any(
        each.status is Status.PRESENT for each in reading.findings
    )


def _course(reading: Reading, table: Table) -> Iterator[Verdict]:
    message = reading.message
    if message.has("came_back") and reading.prompt is Prompt.RASH_FOLLOWUP:
        yield Verdict(level=Level.MODERATE, rule="came-back")
    if message.has("not_improving"):
        known = reading.prompt is Prompt.RASH_FOLLOWUP
        yield Verdict(level=Level.MODERATE if known else Level.UNCLEAR, rule="not-improving")
    if reading.improving():
        yield Verdict(level=Level.MILD, rule="improving")
    del table


def _well(reading: Reading) -> Iterator[Verdict]:
    message = reading.message
    signs = spans((each.start, each.end) for each in reading.findings)
    for mark in message.of("fine", "praise", "well_again", "resolved"):
        if is_denied(message, mark.start, mark.end, signs):
            if not mark.concepts.isdisjoint({"fine", "praise"}):
                yield Verdict(level=Level.UNCLEAR, rule="not-well")
        elif not message.asks(mark.start) and not _instructed(reading, message.clause[mark.start]):
            civil = _only_civil(reading, mark)
            yield Verdict(level=Level.UNCLEAR if civil else Level.NONE, rule="well", weak=civil)


def _only_civil(reading: Reading, mark: Mark) -> bool:
    """Whether a bare "ok" may be no more than a receipt."""
    return "faint_praise" in mark.concepts and not reading.message.has(
        "self", "skin", "now", "softener", "intensifier", "negator", "past"
    )


def _instructed(reading: Reading, clause: int) -> bool:
    return any(reading.message.clause[mark.start] == clause for mark in reading.message.of("instruction"))


def _unwell(reading: Reading) -> bool:
    """Whether something is said to be wrong that no sign explains."""
    message = reading.message
    return any(
        not any(each.start <= mark.start < each.end for each in reading.findings)
        and not any(message.says("negator", at) for at in range(max(0, mark.start - 2), mark.start))
        for mark in message.of("not_well")
    )


def _doubts(reading: Reading) -> Iterator[Verdict]:
    """What keeps a message from being read as reassuring."""
    message = reading.message
    spelling = reading.spelling
    for reason, rule in (
        (reading.photos > 0 or message.has("photo"), "photo"),
        (spelling.lookalikes or spelling.other_script, "other-script"),
        (spelling.truncated, "too-long"),
        (message.has("foreign"), "other-language"),
        (_unwell(reading), "not-well"),
        (message.has("sarcasm"), "sarcasm"),
        (bool(reading.unknown), "words-not-understood"),
    ):
        if reason:
            yield Verdict(level=Level.UNCLEAR, rule=rule)
    for concept in ("same", "mood", "question", "optout", "wrong_number", "instruction"):
        if message.has(concept):
            yield Verdict(level=Level.UNCLEAR, rule=concept.replace("_", "-"), weak=True)
