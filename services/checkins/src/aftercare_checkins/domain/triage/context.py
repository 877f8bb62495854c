from dataclasses import replace

from aftercare_checkins.domain.triage.assessment import Level
from aftercare_checkins.domain.triage.clauses import Message
from aftercare_checkins.domain.triage.negation import Spans, is_denied, is_softened, spans
from aftercare_checkins.domain.triage.signs import SEVERITIES, Finding, Status
from aftercare_checkins.domain.triage.subject import others
from aftercare_checkins.domain.triage.table import Table

# These are asked for, not supposed: "should I go to the ER if it spreads?"
_NEVER_SUPPOSED = frozenset({"er_visit", "self_harm", "ambulance"})
_POINTERS = frozenset({"this", "these", "the", "my", "este", "esta", "estas", "estos", "mi"})
_NEVER_PAST = frozenset({"er_visit", "fever_measured", "sleep_loss", "function_loss"})
_NEAR = 4


def in_context(message: Message, findings: tuple[Finding, ...], table: Table) -> tuple[Finding, ...]:
    """Say of every sign whether it is there, and how much of it."""
    signs = spans((each.start, each.end) for each in findings)
    another = others(message)
    return tuple(
        _weighed(message, replace(each, status=_status(message, each, signs, another, table))) for each in findings
    )


def _status(
    message: Message, finding: Finding, signs: Spans, another: frozenset[int], table: Table
) -> Status:
    emergency = finding.sign in table.rows and table.rows[finding.sign].level is Level.EMERGENCY
    if _instructed(message, finding):
        return Status.PRESENT
    if _supposed(message, finding):
        return Status.DENIED if _denied_in_short(message, finding) else Status.SUPPOSED
    if finding.start in another and not emergency:
        return Status.DENIED if _denied_in_short(message, finding) else Status.ANOTHER
    if _less(message, finding):
        return Status.DENIED if finding.sign in SEVERITIES else Status.PRESENT
    if is_denied(message, finding.start, finding.end, signs) and not is_softened(message, finding.start):
        return Status.DENIED
    if _over(message, finding, signs):
        return Status.OVER
    urgent = finding.sign == "severe" or (finding.sign in table.rows and table.rows[finding.sign].level is Level.SEVERE)
    if finding.sign not in _NEVER_PAST and _past(message, finding, plainly=urgent):
        if _well_again(message, finding):
            return Status.OVER
        return Status.PRESENT if emergency else Status.PAST
    return Status.PRESENT


def _instructed(message: Message, finding: Finding) -> bool:
    clause = message.clause[finding.start]
    return any(message.clause[mark.start] == clause for mark in message.of("instruction"))


def _supposed(message: Message, finding: Finding) -> bool:
    if finding.sign in _NEVER_SUPPOSED or (finding.start and _points(message, finding.start - 1)):
        return False
    clause = message.clause[finding.start]
    return any(
        message.clause[mark.start] == clause and mark.end <= finding.start
        for mark in message.of("hypothetical", "expected")
    )


def _denied_in_short(message: Message, finding: Finding) -> bool:
    """Whether a later clause answers with a bare no: "I expected it to hurt but it doesn't", "got zero"."""
    return any(
        mark.start >= finding.end and message.clause[mark.start] != message.clause[finding.start] and message.is_stop(mark.end)
        for mark in message.of("negator", "after_negator")
    )


def _points(message: Message, at: int) -> bool:
    return message.pieces[at].text in _POINTERS and not message.says("hypothetical", at)


def _less(message: Message, finding: Finding) -> bool:
    return any(message.says("less", at) for at in (finding.start - 1, finding.start - 2))


def _over(message: Message, finding: Finding, signs: Spans) -> bool:
    """Whether the sign is said to have ended: "no longer itchy", "the rash is gone", "was sore. All gone"."""
    for at in range(finding.start - 1, max(finding.start - _NEAR, -1), -1):
        if message.clause[at] != message.clause[finding.start] or at + 1 in signs.ends:
            break
        if message.says("ended", at):
            return not _negated_at(message, at)
    for mark in message.of("resolved"):
        if mark.start < finding.end or not _follows(message, finding, mark.start, signs):
            continue
        if not _negated_at(message, mark.start):
            return True
    return False


def _follows(message: Message, finding: Finding, at: int, signs: Spans) -> bool:
    """Whether what is said there is said of the finding: in its clause, or in the next that names no sign."""
    between = range(finding.end, at)
    if any(start in signs.starts and not _severity_only(message, start) for start in between):
        return False
    clauses = message.clause[at] - message.clause[finding.end - 1]
    if any(message.says("contrast", each) for each in between) and not _past(message, finding):
        return False
    return clauses <= (2 if _past(message, finding) else 1) and len(between) <= 10


def _severity_only(message: Message, start: int) -> bool:
    return any(message.says(severity, start) for severity in SEVERITIES)


def _negated_at(message: Message, at: int) -> bool:
    return any(
        message.says("negator", before) and message.clause[before] == message.clause[at]
        for before in range(max(at - 3, 0), at)
    )


def _past(message: Message, finding: Finding, *, plainly: bool = False) -> bool:
    """Whether the sign is told of an earlier time only; `plainly`: by "was" or "had", not by a date alone."""
    earlier = {"strong_past", "history"} if plainly else {"past", "history"}
    clause = message.clause[finding.start]
    tense: bool | None = None
    for mark in message.marks:
        if message.clause[mark.start] != clause:
            continue
        if not mark.concepts.isdisjoint({"still", "came_back"}):
            return False
        if mark.concepts.isdisjoint({"now", *earlier}):
            continue
        if mark.end <= finding.start or tense is None:
            tense = mark.concepts.isdisjoint({"now"}) or "history" in mark.concepts
    return bool(tense)


def _well_again(message: Message, finding: Finding) -> bool:
    return any(
        mark.start >= finding.end and not _negated_at(message, mark.start) and not message.asks(mark.start)
        for mark in message.of("well_again", "resolved", "fine", "praise")
    )


def _weighed(message: Message, finding: Finding) -> Finding:
    """Add what the words beside it say of its degree."""
    clause = message.clause[finding.start]
    beside = [
        at
        for at in (*range(finding.start - _NEAR, finding.start), *range(finding.end, finding.end + _NEAR))
        if 0 <= at < len(message.pieces) and message.clause[at] == clause
    ]
    softened = is_softened(message, finding.start) or _less(message, finding)
    return replace(
        finding,
        soft=softened or any(message.says("softener", at) for at in beside),
        mild=softened or any(message.says("mild", at) for at in beside),
        intense=not softened and any(message.says("intensifier", at) for at in beside),
        fading=any(message.clause[mark.start] == clause for mark in message.of("improving")),
    )
