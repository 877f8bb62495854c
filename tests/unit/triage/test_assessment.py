import os
import subprocess
import sys

import pytest

from aftercare_checkins.domain.triage import VOCABULARY_VERSION, Level, Prompt, assess, most_urgent, urgency
from aftercare_checkins.domain.triage.lexicon import lexicon
from aftercare_checkins.domain.triage.table import table_from


def test_unclear_ranks_between_mild_and_moderate() -> None:
    ranked = sorted(Level, key=urgency)
    assert ranked == [Level.NONE, Level.MILD, Level.UNCLEAR, Level.MODERATE, Level.SEVERE, Level.EMERGENCY]


def test_the_most_urgent_of_several_levels_wins_and_none_of_nothing() -> None:
    assert most_urgent(Level.MILD, Level.UNCLEAR, Level.NONE) is Level.UNCLEAR
    assert most_urgent() is Level.NONE


def test_an_assessment_explains_itself() -> None:
    assessment = assess("no itch, but yellow pus", day=7, prompt=Prompt.OVERALL)
    assert assessment.level is Level.SEVERE
    assert assessment.symptoms == ("pus",)
    assert assessment.negated == ("itching",)
    assert assessment.rule == "sign:pus"
    assert assessment.version == VOCABULARY_VERSION
    assert "itching denied: itch" in assessment.matched


def test_a_failure_of_the_engine_sends_the_words_to_a_person() -> None:
    assessment = assess(None, day=7, prompt=Prompt.OVERALL)  # type: ignore[arg-type]
    assert assessment.level is Level.UNCLEAR
    assert assessment.rule == "engine-failure"


def test_every_combination_names_signs_and_words_that_exist() -> None:
    table = lexicon().table
    known = _concepts()
    for combination in table.combinations:
        assert combination.sign in table.rows
        missing = {name for group in combination.of for name in group} - known
        assert not missing, f"{combination.sign} uses unknown words {missing}"
    assert all(name in table.rows for entry in table.together for group in entry.signs for name in group)


def test_the_version_carries_the_number_of_the_table() -> None:
    number, _, digest = VOCABULARY_VERSION.partition("-")
    assert number.isdecimal()
    assert len(digest) == 12


def test_a_table_without_a_level_is_refused() -> None:
    with pytest.raises(KeyError):
        table_from({"sign": {"itching": {}}, "combination": [], "together": []})


def test_two_processes_read_the_same_words_the_same_way() -> None:
    script = (
        "from aftercare_checkins.domain.triage import assess, Prompt\n"
        "for words in ('blsters all over my hed', 'no prblems', 'lips n tongue swollen, fever 102'):\n"
        "    print(assess(words, day=7, prompt=Prompt.OVERALL))"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(seen) == 1


def test_words_are_read_as_they_were_when_the_next_message_comes() -> None:
    first = assess("lipps r swolln, feaver 102", day=1, prompt=Prompt.OVERALL)
    for words in ("no rash", "me pica", "feaver"):
        assess(words, day=7, prompt=Prompt.OVERALL)
    assert assess("lipps r swolln, feaver 102", day=1, prompt=Prompt.OVERALL) == first


def _concepts() -> set[str]:
    senses = lexicon().phrases.values()
    return {name for sense in senses for names in sense.concepts.values() for name in names}
