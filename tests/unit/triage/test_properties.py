import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftercare_checkins.domain.triage import Level, Prompt, assess, urgency

DAYS = st.sampled_from([1, 7, 30])
PROMPTS = st.sampled_from(list(Prompt))
EMERGENCIES = st.sampled_from(
    [
        "my throat is closing",
        "I can't breathe",
        "my lips are swollen",
        "no puedo respirar",
        "my tongue is swelling",
        "I passed out",
    ]
)
REPLIES = st.sampled_from(
    [
        "no rash at all",
        "itchy and red",
        "my face is swollen",
        "rash is severe",
        "all good",
        "no fever, no pus",
        "tengo sarpullido",
        "2",
        "can I shower",
        "mild rash",
    ]
)
PIECES = st.sampled_from(
    [
        "no",
        "not",
        "rash",
        "itch",
        "my",
        "lips",
        "swollen",
        "gone",
        "but",
        ",",
        ".",
        "?",
        "was",
        "if",
        "son",
        "stop",
        "3",
        "/",
        "10",
        "very",
        "😬",
    ]
)


@given(st.lists(PIECES, max_size=14).map(" ".join), EMERGENCIES, DAYS, PROMPTS)
@settings(max_examples=300, deadline=None)
def test_adding_an_emergency_to_any_message_never_lowers_its_level(
    words: str, emergency: str, day: int, prompt: Prompt
) -> None:
    before = assess(words, day=day, prompt=prompt).level
    after = assess(f"{words}. {emergency}", day=day, prompt=prompt).level
    assert urgency(after) >= urgency(before)
    assert urgency(after) >= urgency(Level.SEVERE)


@given(
    REPLIES,
    st.sampled_from([str.upper, str.title, str.swapcase]),
    st.sampled_from(["", "  ", "\n", "\t "]),
    DAYS,
)
@settings(deadline=None)
def test_case_and_space_around_a_reply_do_not_change_it(words: str, case, space: str, day: int) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    plain = assess(words, day=day, prompt=Prompt.OVERALL).level
    assert assess(f"{space}{case(words)}{space}", day=day, prompt=Prompt.OVERALL).level is plain


@given(REPLIES, st.sampled_from(["!", "!!!", ".", "...", " 😬", " 🔥🔥", "\u200b", "~"]), DAYS)
@settings(deadline=None)
def test_stops_and_emoji_after_a_reply_do_not_change_it(words: str, after: str, day: int) -> None:
    plain = assess(words, day=day, prompt=Prompt.OVERALL).level
    assert assess(words + after, day=day, prompt=Prompt.OVERALL).level is plain


@given(st.text(max_size=1_600), st.integers(min_value=-5, max_value=4_000), PROMPTS, st.integers(0, 3))
@settings(max_examples=300, deadline=None)
def test_no_text_of_any_script_breaks_the_engine(words: str, day: int, prompt: Prompt, photos: int) -> None:
    assert assess(words, day=day, prompt=prompt, photos=photos).rule != "engine-failure"


@given(st.text(alphabet="noitchrash .,?!'3/😬\u200b\u0430", max_size=300))
@settings(max_examples=200, deadline=None)
def test_no_mix_of_familiar_letters_breaks_the_engine(words: str) -> None:
    assert assess(words, day=7, prompt=Prompt.OVERALL).rule != "engine-failure"


@pytest.mark.parametrize(
    "words",
    [
        "no " * 3_000,
        "lips " * 2_000 + "swollen " * 2_000,
        "can't breathe swallow throat " * 1_500,
        "3/" * 4_000,
        "z" * 100_000,
        "a " * 50_000,
        "😬" * 20_000,
        "1" * 50_000,
        "really " * 3_000 + "cannot " * 3_000,
    ],
)
def test_a_very_long_message_is_read_to_its_end_and_goes_to_a_person(words: str) -> None:
    assessment = assess(words, day=1, prompt=Prompt.OVERALL)
    assert assessment.rule != "engine-failure"
    assert assessment.asks_human


def test_an_emergency_at_the_end_of_a_very_long_message_is_found() -> None:
    assert (
        assess("fine " * 5_000 + ". I can't breathe", day=1, prompt=Prompt.OVERALL).level is Level.EMERGENCY
    )
