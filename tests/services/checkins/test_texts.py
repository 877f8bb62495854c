from dataclasses import replace

import pytest

from aftercare_checkins import texts, texts_cli
from aftercare_checkins.domain.gsm7 import plain, septets
from aftercare_checkins.domain.wording import TextName, Wording
from aftercare_checkins.domain.wording_check import problems

TEXTS = texts.load()


@pytest.mark.parametrize("wording", list(TEXTS.wordings.values()), ids=lambda wording: wording.id)
def test_every_text_may_be_sent_as_one_message(wording: Wording) -> None:
    assert not list(problems(wording))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{clinic}: take care " + "x" * 130, "it takes 162 septets, of 160"),
        ("{clinic}: está bien", "it has a character outside GSM-7"),
        ("How is it?", "it does not begin with the clinic's name"),
        ("{clinic}: this is normal", "it says 'normal'"),
        ("{clinic}: looks infected", "it says 'infec'"),
        ("{clinic}: it is alérgico", "it says 'alérgi'"),
        ("{clinic}: take Benadryl", "it says 'Benadryl'"),
        ("{clinic}: nothing to worry about", "it says 'nothing to worry'"),
        ("{clinic}: How is it? Reply yes or tell us", "it invites the carrier's keyword 'yes'"),
        ("{clinic}: Is your scalp sore?", "it asks a question that yes would answer"),
        ("{clinic}: thanks {name}", "it has {name}, which nobody fills in"),
        ("{clinic}: ¿Le duele?", "it asks a question that yes would answer"),
    ],
)
def test_a_text_that_may_not_be_sent_is_told_why(text: str, problem: str) -> None:
    assert list(problems(replace(TEXTS.pick(TextName.NONE, "en"), text=text))) == [problem]


def test_the_answers_to_an_emergency_name_the_clinics_number() -> None:
    wording = TEXTS.pick(TextName.EMERGENCY, "en")
    assert wording.id == "emergency.en.1"
    assert wording.fill(clinic="Harbor Scalp Clinic", emergency="112") == (
        "Harbor Scalp Clinic: this can be an emergency. Call 112 now or go to the nearest ER. "
        "Do not wait for our reply. Our staff are being alerted."
    )


def test_the_questions_are_those_that_the_triage_was_made_for() -> None:
    overall = TEXTS.pick(TextName.PROMPT, "en").text
    assert overall == (
        "{clinic}: How is your scalp? 0 no problems, 1 mild, 2 moderate, 3 severe, 4 very severe, "
        "or tell us in your words."
    )
    assert TEXTS.pick(TextName.FIRST_PROMPT, "en").text == f"{overall} Reply STOP to opt out."
    assert TEXTS.pick(TextName.RASH_FOLLOWUP, "en").text == (
        "{clinic}: How bad is the rash now? 0 gone, 1 mild, 2 moderate, 3 severe, 4 very severe."
    )


def test_a_language_that_nobody_wrote_falls_back_to_the_clinics_and_then_to_english() -> None:
    assert TEXTS.pick(TextName.MILD, "fr", "es").language == "es"
    assert TEXTS.pick(TextName.MILD, "fr", "ht").language == "en"


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("Harbor Scalp Clinic", "Harbor Scalp Clinic"),
        ("Clínica Ñandú", "Clinica Ñandu"),
        ("São {x} Ação", "Sao x Acao"),
        ("Scalp ﬁrst ﬁne ﬁnest", "Scalp first fine fin"),
        ("Scalp №1 & Co", "Scalp No1 & Co"),
        ("Dots • Hair™", "Dots HairTM"),
        ("头皮诊所", "头皮诊所"),
    ],
)
def test_a_clinics_name_makes_no_text_dearer(name: str, sent: str) -> None:
    assert plain(name) == sent


def test_a_character_of_the_extension_table_counts_twice() -> None:
    assert septets("a€b") == 4
    assert septets("í") is None


def test_the_check_of_all_texts_says_one_line_when_nothing_is_wrong(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert texts_cli.main([]) == 0
    assert capsys.readouterr().out == "22 texts in 2 languages may be sent.\n"


def test_the_check_of_all_texts_prints_each_finding(capsys: pytest.CaptureFixture[str]) -> None:
    written = texts.written()
    written["es"]["mild"]["text"] = "{clinic}: está bien, es normal."
    written["es"]["gone"] = written["es"].pop("severe")
    assert texts_cli.main([], written) == 1
    assert capsys.readouterr().out.splitlines() == [
        "severe.es: it is not written",
        "gone.es: it is a text that nobody sends",
        "mild.es.1: it has a character outside GSM-7",
        "mild.es.1: it says 'normal'",
        "mild: not every language names the clinic and the emergency number alike",
    ]


def test_the_check_of_all_texts_takes_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert texts_cli.main(["--fix"]) == 2
    assert "usage" in capsys.readouterr().err
