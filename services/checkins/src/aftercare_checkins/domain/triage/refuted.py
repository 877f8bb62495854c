from aftercare_checkins.domain.triage.clauses import Message
from aftercare_checkins.domain.triage.marks import Mark

_WITHIN = 3
# "cannot deny", "nobody can deny", "hard to deny", "who would deny"
_REFUTING_IS_HARD = frozenset({"negator", "cannot", "hard", "noone", "question", "difficult"})


def is_refuted(message: Message, start: int, *, itself_denies: bool = False) -> bool:
    """Whether a denial is itself denied before it: "cannot deny it is", "couldn't tell you it isn't".

    `itself_denies` when what begins there is the second denial: "can't argue it's *not unbearable*".
    """
    clause = message.clause[start]
    for mark in message.of_any("refuting", "speech"):
        if not (mark.end <= start and message.clause[mark.start] == clause):
            continue
        own = [at for at in range(start) if message.clause[at] == clause]
        before = range(max(0, mark.start - _WITHIN), mark.start)
        hard = any(at in own and not message.meant[at].isdisjoint(_REFUTING_IS_HARD) for at in before)
        again = itself_denies or any(at >= mark.end and "verb_negator" in message.meant[at] for at in own)
        if hard and (again or "refuting" in mark.concepts):
            return True
    return False


def is_saying(message: Message, mark: Mark, start: int) -> bool:
    """Whether it denies what is said of something: "can't say", "shan't ever call"."""
    return "saying" in mark.concepts or (
        "verb_negator" in mark.concepts
        and any(message.says("speech", at) for at in range(mark.end, min(mark.end + _WITHIN, start)))
    )
