from aftercare_checkins.domain.triage.clauses import Message
from aftercare_checkins.domain.triage.signs import SEVERITIES, Finding
from aftercare_checkins.domain.triage.spans import Spans
from aftercare_checkins.domain.triage.tokens import Kind

_NEAR = 4
_LONG_GAP = 10
_DENIED = 3
_DENIED_END = 5  # "can't get this to quit bleeding"
_MAY_FOLLOW = frozenset(
    {
        "ended_link",
        "skin",
        "ear",
        "neck",
        "contrast",
        "past",
        "now",
        "softener",
        "intensifier",
        "severe",
        "mild",
        "filler",
    }
    | {
        "lip",
        "tongue",
        "mouth",
        "throat",
        "face",
        "eye",
        "eyelid",
        "forehead",
        "hand",
        "chest",
        "moderate",
        "join",
    }
)


def is_over(message: Message, finding: Finding, signs: Spans) -> bool:
    """Whether the sign is said to have ended: "no longer itchy", "the rash is gone", "was sore. All gone"."""
    before = range(finding.start - 1, max(finding.start - _NEAR, -1), -1) if "ended" in message.groups else ()
    for at in before:
        if message.clause[at] != message.clause[finding.start] or at + 1 in signs.ends:
            break
        if message.says("ended", at):
            return not _negated_at(message, at, _DENIED_END)
    for mark in message.of("resolved"):
        if mark.start < finding.end or not _follows(message, finding, mark.start, signs):
            continue
        if not _negated_at(message, mark.start) and not _asked_for(message, finding):
            return True
    return False


def _asked_for(message: Message, finding: Finding) -> bool:
    """Whether the end of it is asked for, not told: "how do I make the rash disappear"."""
    clause = message.clause[finding.start]
    return any(
        mark.end <= finding.start and message.clause[mark.start] == clause for mark in message.of("question")
    )


def _follows(message: Message, finding: Finding, at: int, signs: Spans) -> bool:
    """Whether what is said there is said of the finding: in its clause, or in the next that names no sign."""
    between = range(finding.end, at)
    if any(start in signs.starts and not _severity_only(message, start) for start in between):
        return False
    clauses = message.clause[at] - message.clause[finding.end - 1]
    if not all(_may_follow(message, each) for each in between):
        return False
    return clauses <= (2 if is_past(message, finding) else 1) and len(between) <= _LONG_GAP


def _may_follow(message: Message, at: int) -> bool:
    """Whether the word may stand between a sign and the end of it: "the itch I had on day one is gone"."""
    mark = message.at[at]
    if mark is None:
        return message.pieces[at].kind is not Kind.WORD
    return not mark.concepts.isdisjoint(_MAY_FOLLOW)


def _severity_only(message: Message, start: int) -> bool:
    return any(message.says(severity, start) for severity in SEVERITIES)


def _negated_at(message: Message, at: int, reach: int = _DENIED) -> bool:
    return any(
        message.says("negator", before) and message.clause[before] == message.clause[at]
        for before in range(max(at - reach, 0), at)
    )


def is_past(message: Message, finding: Finding, *, plainly: bool = False) -> bool:
    """Whether the sign is told of an earlier time only; `plainly`: by "was" or "had", not by a date alone."""
    earlier = {"strong_past", "history"} if plainly else {"past", "history"}
    if not message.has(*earlier) or any(mark.start >= finding.end for mark in message.of("came_back")):
        return False
    clause = message.clause[finding.start]
    tense: bool | None = None
    for mark in message.marks:
        if message.clause[mark.start] != clause or _of_a_place(message, finding, mark.start):
            continue
        if not mark.concepts.isdisjoint({"still", "came_back"}):
            return False
        if mark.concepts.isdisjoint({"now", *earlier}):
            continue
        if mark.end <= finding.start or tense is None:
            tense = mark.concepts.isdisjoint({"now"}) or "history" in mark.concepts
    return bool(tense)


def _of_a_place(message: Message, finding: Finding, at: int) -> bool:
    """Whether the "was" tells what was in that place before: "a hole where a scab was"."""
    return any(piece.text in {"where", "donde"} for piece in message.pieces[finding.end : at])


def is_well_again(message: Message, finding: Finding) -> bool:
    return any(
        mark.start >= finding.end and not _negated_at(message, mark.start) and not message.asks(mark.start)
        for mark in message.of_any("well_again", "resolved", "fine", "praise")
    )
