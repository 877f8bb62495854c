from collections.abc import Iterator

from aftercare_checkins.domain.triage.assessment import Level
from aftercare_checkins.domain.triage.reading import Reading
from aftercare_checkins.domain.triage.verdict import Verdict

_SHORT_CLAUSE = 3
_READ = frozenset(
    {
        "fine",
        "praise",
        "idiom",
        "resolved",
        "well_again",
        "improving",
        "question",
        "optout",
        "after_negator",
        "negator",
    }
    | {"instruction", "photo", "person", "same", "not_well"}
)
_DOUBTFUL = ("same", "mood", "question", "optout", "wrong_number", "instruction")


def doubts(reading: Reading) -> Iterator[Verdict]:
    """What keeps a message from being read as reassuring."""
    yield from _airway(reading)
    message = reading.message
    spelling = reading.spelling
    for reason, rule in (
        (reading.photos > 0 or "photo" in message.groups, "photo"),
        (spelling.lookalikes or spelling.other_script, "other-script"),
        (spelling.truncated, "too-long"),
        ("foreign" in message.groups, "other-language"),
        (_unwell(reading), "not-well"),
        ("sarcasm" in message.groups, "sarcasm"),
        (bool(reading.unknown), "words-not-understood"),
        (_unread_but(reading), "unread-after-but"),
    ):
        if reason:
            yield Verdict(level=Level.UNCLEAR, rule=rule)
    for concept in _DOUBTFUL:
        if concept in message.groups:
            yield Verdict(level=Level.UNCLEAR, rule=concept.replace("_", "-"), weak=True)


def _airway(reading: Reading) -> Iterator[Verdict]:
    """Take a statement about breath, throat, tongue or chest that no sign explains as serious."""
    message = reading.message
    for mark in message.combinable.get("airway", ()):
        clause = message.clause[mark.start]
        explained = any(each.start <= mark.start < each.end for each in reading.findings)
        well = any(
            message.clause[each.start] == clause
            for each in message.of_any("fine", "praise", "idiom", "negator", "well_again")
        )
        if not explained and not well and not message.asks(mark.start):
            words = message.text(mark.start, mark.end)
            yield Verdict(level=Level.SEVERE, rule="airway-unexplained", words=words)


def _unread_but(reading: Reading) -> bool:
    """Whether something follows a "but" in which nothing was read: the praise before it is not the answer."""
    message = reading.message
    if "contrast" not in message.groups:
        return False
    read = {message.clause[each.start] for each in reading.findings}
    read |= {message.clause[mark.start] for mark in message.marks if not mark.concepts.isdisjoint(_READ)}
    read |= {message.clause[each.start] for each in reading.answers}
    clauses = {message.clause[mark.start] for mark in message.of("contrast")} - read
    return any(message.clause.count(clause) > _SHORT_CLAUSE for clause in clauses)


def _unwell(reading: Reading) -> bool:
    """Whether something is said to be wrong that no sign explains."""
    message = reading.message
    return any(
        not any(each.start <= mark.start < each.end for each in reading.findings)
        and not any(message.says("negator", at) for at in range(max(0, mark.start - 2), mark.start))
        for mark in message.of("not_well")
    )
