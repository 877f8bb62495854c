from collections.abc import Iterator

from aftercare_checkins.domain.triage.assessment import Level
from aftercare_checkins.domain.triage.clauses import Message
from aftercare_checkins.domain.triage.marks import Mark
from aftercare_checkins.domain.triage.negation import is_denied
from aftercare_checkins.domain.triage.other_things import is_slang_praise
from aftercare_checkins.domain.triage.reading import Reading
from aftercare_checkins.domain.triage.spans import spans
from aftercare_checkins.domain.triage.verdict import Verdict, is_instructed

_NOTHING_WORDS = frozenset(
    {"no", "zero", "nothing", "none", "without", "not", "never", "zip", "zilch"}
    | {"nowt", "nuttin", "nutten", "nuthin", "nothin", "nuffin"}
    | {"nada", "ningun", "ninguna", "ninguno", "sin", "cero", "ni"}
)


def wellbeing(reading: Reading) -> Iterator[Verdict]:
    """Conclude from words of being well: the only words that may say NONE without naming a sign."""
    message = reading.message
    signs = spans(iter(()))  # "no itch no hurt ok": a "no" reaches a sign, not over it to what is well
    for mark in message.of_any("fine", "praise", "well_again", "resolved"):
        stated = not message.asks(mark.start) and not is_instructed(reading, message.clause[mark.start])
        if message.pieces[mark.start].text in _NOTHING_WORDS:
            if stated and _says_it_all(message, mark):
                yield Verdict(level=Level.NONE, rule="nothing")
        elif is_denied(message, mark.start, mark.end, signs) and not _repeated(message, mark):
            if not mark.concepts.isdisjoint({"fine", "praise"}):
                yield Verdict(level=Level.UNCLEAR, rule="not-well")
        elif stated and _only_civil(message, mark):
            yield Verdict(level=Level.UNCLEAR, rule="civility", weak=True)
        elif stated:
            yield Verdict(level=Level.NONE, rule="well")
    if "slang_praise" in message.groups and any(is_slang_praise(message, each) for each in reading.findings):
        yield Verdict(level=Level.NONE, rule="slang-praise")


def _says_it_all(message: Message, mark: Mark) -> bool:
    """Whether "nothing" is the answer, and does not deny a word that follows: "nothing helps"."""
    if mark.start > 0 and message.pieces[mark.start - 1].text in {"not", "isnt"}:
        return False
    follows = message.says("ordinary", mark.end) or message.says("now", mark.end)
    return mark.end - mark.start > 1 or message.is_stop(mark.end) or follows


def _repeated(message: Message, mark: Mark) -> bool:
    """Whether the "nothing" behind a comma says the same again: "clean, nothing"."""
    return (
        message.text(mark.end, mark.end + 1) == ","
        and message.text(mark.end + 1, mark.end + 2) in _NOTHING_WORDS - {"no", "not", "never"}
        and not any(message.says("negator", at) for at in range(mark.start))
    )


def _only_civil(message: Message, mark: Mark) -> bool:
    """Whether a bare "ok" may be no more than a receipt."""
    return "faint_praise" in mark.concepts and not message.has(
        "self", "skin", "now", "softener", "intensifier", "negator", "past"
    )
