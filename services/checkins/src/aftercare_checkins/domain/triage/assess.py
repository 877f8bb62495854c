from aftercare_checkins.domain.triage.assessment import Assessment, Level, Prompt, needs_person, urgency
from aftercare_checkins.domain.triage.consent import revokes
from aftercare_checkins.domain.triage.explanation import (
    denied_names,
    matched_words,
    names_sign,
    symptom_names,
)
from aftercare_checkins.domain.triage.lexicon import Lexicon, lexicon
from aftercare_checkins.domain.triage.reading import Reading, read
from aftercare_checkins.domain.triage.rules import verdicts
from aftercare_checkins.domain.triage.verdict import Verdict

VOCABULARY_VERSION = lexicon().version
_NOTHING_READ = Verdict(level=Level.UNCLEAR, rule="nothing-read")


def assess(words: str, *, day: int, prompt: Prompt, photos: int = 0) -> Assessment:
    """Read what a patient wrote and say how soon a person must act; pure, and it never raises.

    A failure inside the engine is UNCLEAR with the rule "engine-failure": a person reads the words.
    """
    try:
        vocabulary = lexicon()
        return _assessed(read(words, vocabulary, day=day, prompt=prompt, photos=photos), vocabulary)
    except Exception:  # noqa: BLE001  a patient's words must reach a person whatever is wrong with this engine
        return Assessment(
            level=Level.UNCLEAR,
            symptoms=(),
            negated=(),
            matched=(),
            rule="engine-failure",
            version=VOCABULARY_VERSION,
            revoked=False,
        )


def _assessed(reading: Reading, vocabulary: Lexicon) -> Assessment:
    verdict = decide(tuple(verdicts(reading, vocabulary.table)))
    return Assessment(
        level=verdict.level,
        symptoms=symptom_names(reading, vocabulary.table),
        negated=denied_names(reading, vocabulary.table),
        matched=(*matched_words(reading), *([f"unread: {verdict.words}"] if verdict.words else ())),
        rule=verdict.rule,
        version=vocabulary.version,
        revoked=revokes(reading.message),
        asks_human=needs_person(verdict.level),
        names_sign=names_sign(reading),
        unknown=reading.unknown,
    )


def decide(found: tuple[Verdict, ...]) -> Verdict:
    """Choose the most urgent verdict; a weak one counts only when nothing else was read."""
    strong = [each for each in found if not each.weak]
    if not strong or all(_is_doubt_alone(each) for each in strong):
        strong = list(found)
    return max(strong, key=lambda each: urgency(each.level), default=_NOTHING_READ)


def _is_doubt_alone(verdict: Verdict) -> bool:
    return verdict.level is Level.UNCLEAR
