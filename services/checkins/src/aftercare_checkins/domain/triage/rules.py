from collections.abc import Iterator

from aftercare_checkins.domain.triage.assessment import Level, most_urgent, urgency
from aftercare_checkins.domain.triage.doubts import doubts
from aftercare_checkins.domain.triage.reading import Reading
from aftercare_checkins.domain.triage.signs import Finding, Status
from aftercare_checkins.domain.triage.table import FIRST_FLOOR_DAY, LATE_FLOOR_DAY, Row, Table
from aftercare_checkins.domain.triage.unread import unread
from aftercare_checkins.domain.triage.verdict import Verdict
from aftercare_checkins.domain.triage.wellbeing import wellbeing
from aftercare_checkins.domain.triage.wording import wording

_FEWEST_TOGETHER = 2
_NEAR = 2


def verdicts(reading: Reading, table: Table) -> Iterator[Verdict]:
    """Apply every rule; each says what it alone would conclude."""
    found = [
        *_signs(reading, table),
        *_together(reading, table),
        *wording(reading),
        *wellbeing(reading),
        *doubts(reading),
    ]
    yield from found
    if all(each.weak or each.level is Level.UNCLEAR for each in found):
        yield from unread(reading)


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
    clauses = reading.message.clause
    grades = [
        each.level
        for each in reading.answers
        if clauses[finding.start] in {clauses[each.start], clauses[each.end - 1]}
        and (each.value > 0 or finding.start - each.end < _NEAR)
    ]
    return most_urgent(*grades) if grades else None


def _together(reading: Reading, table: Table) -> Iterator[Verdict]:
    present = {each.sign for each in reading.findings if each.status is Status.PRESENT}
    if len(present) < _FEWEST_TOGETHER:
        return
    for entry in table.together:
        if all(not group.isdisjoint(present) for group in entry.signs):
            yield Verdict(
                level=entry.level, rule="together:" + "+".join(sorted(set().union(*entry.signs) & present))
            )
