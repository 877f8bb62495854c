import re
import tomllib
from importlib.resources import files
from itertools import islice
from uuid import uuid4

import pytest

from aftercare_contracts import Script
from aftercare_escalations.domain.codes import candidates
from aftercare_escalations.domain.effects import Notice
from aftercare_escalations.domain.texts import SEGMENT, gsm7, phrase, spoken, text

LANGUAGES = ("en", "es")
LONG = {
    "clinic": "Harbor Scalp Clinic!",
    "code": "K7M",
    "who": "{patient}",
    "link": "https://console.harborscalp.example/k/K7M.BQwAZt3mUq0Vh1xT",
    "minutes": 15,
    "codes": "K7M, P4X, R2D, B5M, S2K",
    "emergency_number": "112",
    "again": "",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["page", "news", "patient", "drill", "drill_missed", "drill_thanks", *Notice])
def test_every_text_fits_one_segment_with_a_long_name_and_link(key: str, language: str) -> None:
    written = text(key, language, LONG)
    assert len(written.text) <= SEGMENT
    assert gsm7(written.text) == written.text
    assert written.wording == f"{key}.{language}.1"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_drops_words_rather_than_overflow(language: str) -> None:
    for round_ in (2, 10, 100):
        again = phrase("again", language, round=round_)
        for code in ("K7M", "K7M4P"):
            written = text("page", language, {**LONG, "again": again, "code": code})
            assert len(written.text) <= SEGMENT
            assert again in written.text
            assert f"{code} NO" in written.text


def test_an_english_page_of_a_first_round_has_all_its_words() -> None:
    assert "to take it" in text("page", "en", LONG).text
    assert "https://" in text("page", "en", {**LONG, "again": phrase("again", "en", round=2)}).text


def test_both_languages_have_the_same_texts_that_name_the_same_facts() -> None:
    english, spanish = (
        tomllib.loads((files("aftercare_escalations") / "texts" / f"{one}.toml").read_text("utf-8"))
        for one in LANGUAGES
    )
    assert english.keys() == spanish.keys()
    for key in english:
        assert facts(english[key]) == facts(spanish[key]), key


def facts(forms: object) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", str(forms)))


def test_a_language_without_texts_is_written_to_in_english() -> None:
    assert text("patient", "fr", LONG).wording == "patient.en.1"


def test_letters_that_would_make_a_text_dear_are_written_plainly() -> None:
    assert gsm7("Peluquería Núñez “Ω” ✂") == "Peluqueria Nuñez ?Ω? ?"


def test_codes_are_short_first_cannot_be_words_or_misread_and_are_always_the_same_for_a_case() -> None:
    case_id = uuid4()
    tried = list(candidates(case_id))
    assert tried == list(candidates(case_id))
    assert all(re.fullmatch(r"[A-HJKMNP-Z][2-9][A-HJKMNP-Z]", one) for one in tried[:8])
    assert all(re.fullmatch(r"[A-HJKMNP-Z]([2-9][A-HJKMNP-Z]){2}", one) for one in tried[8:])
    firsts = {next(islice(candidates(uuid4()), 1)) for _ in range(500)}
    assert len(firsts) > 400


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_is_written_or_said_about_a_test_page_says_that_it_is_a_test(language: str) -> None:
    marks = {"en": "test", "es": "prueba"}
    written = [text(key, language, LONG).text for key in ("drill", "drill_missed", "drill_thanks")]
    said = spoken("drill_call", language, {"clinic": "Harbor", "code": "K, 7, M"})
    told = [*written, *(part for name, part in said.items() if name != "unclear")]
    assert all(marks[language] in one.lower() for one in told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_call_names_its_keys_and_spells_the_code(language: str) -> None:
    said = spoken("call", language, {"clinic": "Harbor", "code": "K, 7, M"})
    assert set(said) == set(Script.model_fields)
    assert all(part in said["greeting"] for part in ("Harbor", "K, 7, M", "1", "2"))
