from aftercare_checkins.domain.triage.clauses import Message
from aftercare_checkins.domain.triage.marks import Mark

_REPORT_WITHIN = 8
_POINTERS = frozenset({"this", "these", "it", "its", "my", "im", "the", "dis", ","})


def others(message: Message) -> frozenset[int]:
    """Return the positions that tell of another person than the patient.

    "My daughter has a rash" tells of another; "my daughter says my head is red" does not.
    """
    if "person" not in message.groups or "proxy" in message.groups:
        return frozenset()
    positions: set[int] = set()
    another = carried = False
    sentence = 0
    for at in range(len(message.pieces)):
        if message.sentence[at] != sentence:
            sentence, another, carried = message.sentence[at], False, another or carried
        mark = message.at[at]
        if mark is not None and mark.start == at:
            another = _subject_after(message, mark, another=another, carried=carried)
        if another:
            positions.add(at)
    return frozenset(positions)


def _subject_after(message: Message, mark: Mark, *, another: bool, carried: bool) -> bool:
    if "person" in mark.concepts:
        return not (_reports(message, mark) or _is_addressed(message, mark))
    if "he" in mark.concepts and carried:
        return True
    if "self" in mark.concepts and not message.says("person", mark.end):
        return False
    return another


def _is_addressed(message: Message, mark: Mark) -> bool:
    """Whether a bare "brother" or "sis" opens the sentence and is spoken to: "brother this itching"."""
    alone = mark.end - mark.start == 1 and mark.end < len(message.pieces)
    opens = mark.start == 0 or message.sentence[mark.start - 1] != message.sentence[mark.start]
    return alone and opens and message.pieces[mark.end].text in _POINTERS


def _reports(message: Message, mark: Mark) -> bool:
    """Whether the person only says, thinks or notices something."""
    reach = range(mark.end, min(mark.end + _REPORT_WITHIN, len(message.pieces)))
    return any(message.says("reports", at) for at in reach)
