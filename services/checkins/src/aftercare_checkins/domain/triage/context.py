from aftercare_checkins.domain.triage.assessment import Level
from aftercare_checkins.domain.triage.clauses import Message
from aftercare_checkins.domain.triage.negation import is_denied, is_softened
from aftercare_checkins.domain.triage.other_things import is_asked_about, is_of_other_things, is_slang_praise
from aftercare_checkins.domain.triage.refuted import is_refuted
from aftercare_checkins.domain.triage.signs import SEVERITIES, Finding, Status
from aftercare_checkins.domain.triage.spans import Spans, spans
from aftercare_checkins.domain.triage.subject import others
from aftercare_checkins.domain.triage.table import Table
from aftercare_checkins.domain.triage.told_time import is_over, is_past, is_well_again

# These are asked for, not supposed: "should I go to the ER if it spreads?"
_NEVER_SUPPOSED = frozenset({"er_visit", "self_harm", "ambulance"})
# "I don't see a reason to live" denies nothing; a person asks what "I won't hurt myself" means.
_NEVER_DENIED = frozenset({"self_harm"})
_POINTERS = frozenset({"this", "these", "the", "my", "este", "estas", "estos", "mi"})
_NEVER_PAST = frozenset(
    {"er_visit", "fever_measured", "sleep_loss", "function_loss", "worsening", "spreading"}
)
_OWN_DENIALS = frozenset({"not", "isnt", "aint", "nothing", "far"})
_BARE_NO = frozenset({"no", "nope", "nah"})
_NEAR = 4


def in_context(message: Message, findings: tuple[Finding, ...], table: Table) -> tuple[Finding, ...]:
    """Say of every sign whether it is there, and how much of it."""
    signs = spans((each.start, each.end) for each in findings)
    another = others(message)
    return tuple(_weighed(message, each, _status(message, each, signs, another, table)) for each in findings)


def _status(
    message: Message, finding: Finding, signs: Spans, another: frozenset[int], table: Table
) -> Status:
    if _instructed(message, finding):
        return Status.PRESENT
    row = table.rows.get(finding.sign)
    emergency = row is not None and row.level is Level.EMERGENCY
    told = _told(message, finding, another=finding.start in another and not emergency)
    if told is not None:
        return Status.DENIED if _denied_in_short(message, finding) else told
    asserted = _asserted(message, finding, signs)
    if asserted is not None:
        return asserted
    urgent = finding.sign == "severe" or (row is not None and row.level is Level.SEVERE)
    if finding.sign in _NEVER_PAST or not is_past(message, finding, plainly=urgent):
        return Status.PRESENT
    if is_well_again(message, finding):
        return Status.OVER
    return Status.PRESENT if emergency else Status.PAST


def _told(message: Message, finding: Finding, *, another: bool) -> Status | None:
    """Whether the sign is only supposed, or is another person's, or not of a body at all."""
    if _supposed(message, finding) or is_asked_about(message, finding):
        return Status.SUPPOSED
    if another or is_slang_praise(message, finding):
        return Status.ANOTHER
    return Status.ANOTHER if finding.sign == "severe" and is_of_other_things(message, finding) else None


def _asserted(message: Message, finding: Finding, signs: Spans) -> Status | None:
    """Whether the sign is denied or over; None when nothing speaks against it."""
    if _less(message, finding):
        return Status.DENIED if finding.sign in SEVERITIES else Status.PRESENT
    if finding.sign in _NEVER_DENIED:
        return None
    denied = (
        is_denied(message, finding.start, finding.end, signs)
        and not is_softened(message, finding.start)
        and not _denies_itself(message, finding)
    )
    if is_over(message, finding, signs):
        return Status.PRESENT if denied and _negated_before(message, finding) else Status.OVER
    hardly = finding.sign == "severe" and message.says("hardly", finding.start - 1)
    if hardly or _denied_within(message, finding, signs) or _itself_refuted(message, finding):
        return Status.DENIED
    if denied:
        return Status.PRESENT if _pointed_at(message, finding) else Status.DENIED
    return None


def _denied_within(message: Message, finding: Finding, signs: Spans) -> bool:
    """Whether the "not" stands inside what was put together: "my face is not swollen"."""
    said = finding.said
    return (
        said is not None
        and said > finding.start
        and is_denied(message, said, finding.end, signs)
        and not is_softened(message, said)
    )


def _itself_refuted(message: Message, finding: Finding) -> bool:
    """Whether the denial by which "mild" is said is itself denied: "can't argue it's not unbearable"."""
    own = finding.sign == "mild" and message.pieces[finding.start].text in _OWN_DENIALS
    return own and is_refuted(message, finding.start, itself_denies=True)


def _denies_itself(message: Message, finding: Finding) -> bool:
    """Whether "mild" is said by a denial of its own, which a bare "no" beside it repeats: "nope, not bad"."""
    if finding.sign != "mild" or message.pieces[finding.start].text not in _OWN_DENIALS:
        return False
    clause = message.clause[finding.start]
    return not any(
        message.clause[mark.start] == clause
        and mark.end <= finding.start
        and message.pieces[mark.start].text not in _BARE_NO
        for mark in message.of_any("negator", "saying")
    )


def _instructed(message: Message, finding: Finding) -> bool:
    clause = message.clause[finding.start]
    return any(message.clause[mark.start] == clause for mark in message.of("instruction"))


def _supposed(message: Message, finding: Finding) -> bool:
    if finding.sign in _NEVER_SUPPOSED or (finding.start and _points(message, finding.start - 1)):
        return False
    clause = message.clause[finding.start]
    return any(
        message.clause[mark.start] == clause and mark.end <= finding.start
        for mark in message.of_any("hypothetical", "expected")
    )


def _pointed_at(message: Message, finding: Finding) -> bool:
    """Whether "this fever", "my rash" takes for granted what a "no" before it denies something else of."""
    before = message.pieces[finding.start - 1].text if finding.start else ""
    return before in {"this", "these", "my", "este", "estos", "estas", "mi"}


def _negated_before(message: Message, finding: Finding) -> bool:
    """Whether it is the end that is denied: "can't say the redness is gone"."""
    clause = message.clause[finding.start]
    return any(
        message.clause[mark.start] == clause and mark.end <= finding.start
        for mark in message.of_any("saying", "verb_negator")
    )


def _denied_in_short(message: Message, finding: Finding) -> bool:
    """Whether a later clause answers with a bare no: "I expected it to hurt but it doesn't", "got zero"."""
    return any(
        mark.start >= finding.end
        and message.clause[mark.start] != message.clause[finding.start]
        and message.is_stop(mark.end)
        for mark in message.of_any("negator", "after_negator")
    )


def _points(message: Message, at: int) -> bool:
    return message.pieces[at].text in _POINTERS and not message.says("hypothetical", at)


def _less(message: Message, finding: Finding) -> bool:
    return message.says("less", finding.start - 1) or message.says("less", finding.start - 2)


def _weighed(message: Message, finding: Finding, status: Status) -> Finding:
    """Add whether it is there, and what the words beside it say of its degree."""
    clause = message.clause[finding.start]
    beside = {
        concept
        for at in range(max(0, finding.start - _NEAR), min(finding.end + _NEAR, len(message.pieces)))
        if not finding.start <= at < finding.end and message.clause[at] == clause
        for concept in message.meant[at]
    }
    softened = is_softened(message, finding.start) or _less(message, finding)
    return Finding(
        sign=finding.sign,
        start=finding.start,
        end=finding.end,
        said=finding.said,
        status=status,
        soft=softened or "softener" in beside,
        mild=softened or "mild" in beside,
        intense=not softened and ("intensifier" in beside or _is_bien(message, finding.start - 1)),
        fading=any(message.clause[mark.start] == clause for mark in message.of("improving")),
    )


def _is_bien(message: Message, at: int) -> bool:
    """Whether the "bien" of "está bien rojo" means "very", although "está bien" is praise elsewhere."""
    return at >= 0 and message.pieces[at].text == "bien"
