from aftercare_checkins.domain.triage.assessment import Assessment, Level, Prompt

VOCABULARY_VERSION = "0-empty"


def assess(words: str, *, day: int, prompt: Prompt, photos: int = 0) -> Assessment:
    """Read the words; pure, deterministic, and it never raises."""
    del words, day, prompt, photos
    return Assessment(
        level=Level.UNCLEAR, symptoms=(), negated=(), matched=(), rule="nothing-read",
        version=VOCABULARY_VERSION, revoked=False,
    )
