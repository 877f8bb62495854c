from collections.abc import Iterator

from aftercare_checkins.domain.triage.clauses import Message
from aftercare_checkins.domain.triage.marks import Mark
from aftercare_checkins.domain.triage.refuted import is_refuted, is_saying
from aftercare_checkins.domain.triage.spans import Spans
from aftercare_checkins.domain.triage.tokens import Kind

_REACH = 8
_SKIPPED = 2
_DENIALS = frozenset({"negator", "saying"})
_LINKS = ("join", "ordinary", "intensifier", "softener", "negator", "part")
_NO_LINKS = ("self", "he", "person", "now", "severe", "contrast", "turn")
_MAY_LINK = frozenset(
    {
        "denial_link",
        "intensifier",
        "softener",
        "part",
        "skin",
        "ear",
        "neck",
        "join",
        "saying",
        "severe",
        "filler",
    }
)
_ABILITY = frozenset(
    {"cant", "cannot", "couldnt", "wont", "cnt"}
    | {"cannae", "canna", "cyaan", "caan", "couldnae", "couldna", "winnae", "willnae"}
)
_ANSWERS = frozenset({"no", "nope", "nah", "n0", "0", "zero"})
_RESTARTS = frozenset(
    {"my", "i", "im", "ive", "its", "it", "theres", "the", "mi", "there", "we", "all", "everything"}
)


def is_denied(message: Message, start: int, end: int, signs: Spans) -> bool:
    """Whether what stands from start to end is denied; two denials of one thing assert it."""
    if message.has("refuting", "speech") and is_refuted(message, start):
        return False
    if message.has(*_DENIALS) and (negators := list(_negators_before(message, start, signs))):
        return not _cancel_out(message, negators, start)
    return "after_negator" in message.groups and _denied_after(message, end, signs)


def is_softened(message: Message, start: int) -> bool:
    """Whether it is only "not very" what it is said to be."""
    if not message.says("intensifier", start - 1):
        return False
    at = start - 2
    while message.says("intensifier", at):
        at -= 1
    return at >= 0 and (message.says("verb_negator", at) or _is_bare_no(message, at))


def _is_bare_no(message: Message, at: int) -> bool:
    return (
        at >= 0 and message.pieces[at].text in {"no", "nt", "nothing", "nada"} and message.says("negator", at)
    )


def _negators_before(message: Message, start: int, signs: Spans) -> Iterator[Mark]:
    """Walk back from a sign to the words that deny it, over the other signs of its list."""
    at, head, passed, comma = start - 1, start, False, False
    found = apart = False
    while at >= 0 and start - at <= _REACH + 12 * passed:
        mark = message.at[at]
        if message.pieces[at].kind in {Kind.STRONG, Kind.SYMBOL} or _ends_scope(message, at):
            return
        if message.pieces[at].kind is Kind.WEAK:
            comma = True
            at -= 1
        elif (before := signs.ends.get(at + 1)) is not None and before < at + 1:
            if found or not _linked(message, at + 1, head, comma=comma):
                return
            at, head, passed, comma = before - 1, before, True, False
        elif mark is not None and not mark.concepts.isdisjoint(_DENIALS):
            if comma or _answers(message, mark):
                return
            if not _of_ability(message, mark, start) and (not apart or is_saying(message, mark, start)):
                yield mark
            at, found = mark.start - 1, True
        elif found or _may_link(message, at):
            apart = apart or (found and _new_subject(message, at))
            at -= 1
        else:
            return


def _of_ability(message: Message, mark: Mark, start: int) -> bool:
    """Whether it is "can't" without seeing or saying: "can't control the itch" denies no itch."""
    if is_saying(message, mark, start):
        return False
    return message.pieces[mark.start].text in _ABILITY and not any(
        message.says("perceiving", at) for at in range(mark.start, start)
    )


def _may_link(message: Message, at: int) -> bool:
    """Whether the word may stand between a "no" and what it denies: not so "helping the itch"."""
    mark = message.at[at]
    return mark is not None and not mark.concepts.isdisjoint(_MAY_LINK)


def _new_subject(message: Message, at: int) -> bool:
    """Whether a clause of its own begins here, so that an earlier "no" denies something else."""
    return message.pieces[at].text in _RESTARTS or message.says("self", at) or message.says("join", at)


def _ends_scope(message: Message, at: int) -> bool:
    return any(message.says(concept, at) for concept in ("contrast", "turn", "not_only", "not_improving"))


def _answers(message: Message, mark: Mark) -> bool:
    """Whether this "no" answers the prompt, and what follows begins anew: "no my face is swollen"."""
    following = message.pieces[mark.end].text if mark.end < len(message.pieces) else ""
    return message.pieces[mark.start].text in _ANSWERS and following in _RESTARTS


def _linked(message: Message, gap_start: int, gap_end: int, *, comma: bool) -> bool:
    """Whether two signs stand in one list: "no itch, redness or swelling"."""
    gap = range(gap_start, gap_end)
    choice = any(message.says("choice", at) for at in gap) or _choice_later(message, gap_end)
    joined = any(message.says("join", at) for at in gap)
    for at in gap:
        piece = message.pieces[at]
        if piece.kind is Kind.WEAK:
            continue
        if any(message.says(concept, at) for concept in _NO_LINKS):
            return False
        if not any(message.says(concept, at) for concept in _LINKS):
            return False
    if comma:
        return choice or _in_long_list(message, gap_start, gap_end)
    if joined and not choice:
        return not any(
            message.says("now", at) for at in range(gap_end, min(gap_end + 4, len(message.pieces)))
        )
    return joined or choice or not gap


def _in_long_list(message: Message, gap_start: int, gap_end: int) -> bool:
    """Whether three or more are listed by commas alone: "no pain, itching, bumps"."""
    if any(message.says("severe", at) for at in range(gap_end, min(gap_end + 2, len(message.pieces)))):
        return False
    mark = message.at[gap_start - 1]
    before = mark.start - 1 if mark is not None else gap_start - 2
    head = message.at[gap_end]
    after = head.end if head is not None else gap_end + 1
    return any(0 <= at < len(message.pieces) and message.pieces[at].text == "," for at in (before, after))


def _choice_later(message: Message, start: int) -> bool:
    for at in range(start, min(start + 10, len(message.pieces))):
        if message.pieces[at].kind is Kind.STRONG or message.says("contrast", at):
            return False
        if message.says("choice", at):
            return True
    return False


def _cancel_out(message: Message, negators: list[Mark], start: int) -> bool:
    if any(_superlative(message, mark) for mark in negators):
        return True
    if len(negators) == 1:
        return False
    if any(is_saying(message, mark, start) for mark in negators):
        return True
    verbs = [mark for mark in negators if "verb_negator" in mark.concepts]
    if any(message.pieces[mark.start].text in {"without", "sin"} for mark in negators):
        return bool(verbs)
    nouns = len(negators) - len(verbs)
    return nouns == 0 and len(verbs) % 2 == 0


def _superlative(message: Message, mark: Mark) -> bool:
    """Whether "never" stands with "this bad": "never felt pain this bad"."""
    if message.pieces[mark.start].text not in {"never", "nunca", "jamas"}:
        return False
    return any(
        mark.end <= each.start and message.clause[each.start] == message.clause[mark.start]
        for each in message.of("superlative")
    )


def _denied_after(message: Message, end: int, signs: Spans) -> bool:
    """Whether "no", "none", "free" follows and ends the matter: "rash no, tight yes", "fever? none"."""
    at, skipped = end, 0
    while at < len(message.pieces) and skipped <= _SKIPPED:
        mark = message.at[at]
        if mark is not None and "after_negator" in mark.concepts:
            if message.pieces[at].text == "free":
                return not skipped
            after = mark.end
            return message.is_stop(after) or (
                after not in signs.starts
                and any(message.says(word, after) for word in ("join", "contrast", "turn"))
            )
        if message.pieces[at].text not in {"?", ":", ",", "-", "is", "are", "=", "at", "its", "was"}:
            return False
        skipped += 1
        at += 1
    return False
