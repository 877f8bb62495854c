from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.builders_escalations import patient
from support.events import id_of

from aftercare_contracts import Decision, Level
from aftercare_escalations.domain.case import Case, State
from aftercare_escalations.domain.effects import Notice
from aftercare_escalations.domain.meaning import Meant, Unmeant, meant
from aftercare_escalations.domain.policy import POLICIES
from aftercare_escalations.domain.replies import NotUnderstood, Understood, parse


@pytest.mark.parametrize(
    "words",
    [
        "K7M", "k7m", " K7M. ", "k 7 m", "K-7-M", "K.7.M.", "“K7M”", "(k7m)!", "take K7M", "Taking k 7 m",
        "K7M yes", "K7M YES PLEASE", "yes K7M", "ok, K7M", "K7M I'm on it", "K7M I\u2019ll take it",
        "got K7M, calling her now", "no problem, K7M", "K7M sí", "K7M lo tomo", "case K7M is mine", "K7M\n",
        "K7m ok", "k7m.", "#K7M", "K7M \U0001f44d", "\uff2b\uff17\uff2d", "K\u00a07\u00a0M", "k  7  m .",
        "K seven M", "take k seven m", "K siete M", "K7M,ok", "K7M!!!", "\u2018K7M\u2019", "Ok K7M thanks",
    ],
)  # fmt: skip
def test_these_take_the_case(words: str) -> None:
    assert parse(words) == Understood(decision=Decision.TAKE, code="K7M")


@pytest.mark.parametrize(
    "words", ["ok", "OK!", "Yes", "y", "taking it", "on it", "I'm on it now", "sure, no worries", "Sí", "voy"]
)
def test_these_take_the_only_case_there_is(words: str) -> None:
    assert parse(words) == Understood(decision=Decision.TAKE, code=None)


@pytest.mark.parametrize(
    "words",
    [
        "K7M no", "K7M NO.", "no K7M", "pass K7M", "K7M can't",
        "k 7 m can\u2019t, in theatre", "K7M I cannot",
        "K7M not me", "sorry busy K7M", "K7M paso", "K7M n",
    ],
)  # fmt: skip
def test_these_pass_it_on(words: str) -> None:
    assert parse(words) == Understood(decision=Decision.PASS_ON, code="K7M")


@pytest.mark.parametrize(
    ("words", "code", "outcome"),
    [
        ("K7M done called her, sees doctor today", "K7M", "called her, sees doctor today"),
        ("k7m DONE: called her.", "K7M", "called her"),
        ("done K7M called her", "K7M", "called her"),
        ("K7M is closed, all well", "K7M", "all well"),
        ("K7M hecho la llamé", "K7M", "la llamé"),
        ("K7M done", "K7M", ""),
        ("done called her at 3 p m", None, "called her at 3 p m"),
        ("K7M4P done sent to ward A2B", "K7M4P", "sent to ward A2B"),
        ("K7M finished, seen by the doctor", "K7M", "seen by the doctor"),
        ("K7M done no more itching, all ok", "K7M", "no more itching, all ok"),
        ("K7M done she is okay", "K7M", "she is okay"),
        ("K7M hecho la llamé y está ok, no tiene fiebre", "K7M", "la llamé y está ok, no tiene fiebre"),
    ],
)
def test_these_close_it_with_what_came_of_it(words: str, code: str | None, outcome: str) -> None:
    assert parse(words) == Understood(decision=Decision.CLOSE, code=code, outcome=outcome)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("", None), ("?", None), ("help", None), ("who is this", None), ("\U0001f44d", None),
        ("K7M?", "K7M"), ("who has K7M", "K7M"),
        ("K7M on my way to lunch", "K7M"), ("K7M over", "K7M"), ("K7M take over?", "K7M"),
        ("who takes over K7M", "K7M"), ("ok?", None), ("K7MM", None), ("XK7M", None), ("K0M", None),
        ("I'm driving and will answer later", None), ("on", None), ("I", None),
        ("Kim", None), ("Km", None), ("K M", None), ("ask", None), ("seven", None), ("87M", None),
        # What an iPhone sends for a thumb up, or a heart, on a page.
        ("Liked “Crown: case K7M (A.R.) needs you. K7M takes it, K7M NO passes. https://x.y”", "K7M"),
        ('Le gustó "Crown: caso K7M urgente. Responda K7M o K7M NO."', "K7M"),
        ("Removed a heart from “Crown: is case K7M settled? Reply K7M DONE and what came of it.”", "K7M"),
    ],
)  # fmt: skip
def test_these_are_asked_back_as_a_wrong_guess_would_stop_the_paging(words: str, code: str | None) -> None:
    assert parse(words) == NotUnderstood(code)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("K7M done?", "K7M"), ("is K7M resolved?", "K7M"), ("¿K7M hecho", "K7M"),
        ("listo para llamar K7M", "K7M"), ("done with my patient, taking K7M now", "K7M"),
        ("K7M finished my shift, cannot", "K7M"), ("K7M not done yet", "K7M"), ("K7M done, not sure", "K7M"),
        ("K7M will be done later", "K7M"), ("K7M done, no answer", "K7M"),
        ("K7M done, I can't reach her", "K7M"),
        ("K7M done, ok taking the other one", "K7M"), ("K7M closed for lunch", "K7M"),
        ("Closed for lunch", None), ("closed until Monday", None), ("finished early today", None),
        ("done with surgery", None), ("all done?", None),
    ],
)  # fmt: skip
def test_these_close_nothing_and_are_told_how_to_close(words: str, code: str | None) -> None:
    assert parse(words) == NotUnderstood(code, Notice.NOT_CLOSED)


@pytest.mark.parametrize(
    "words", ["K7M TAKE OVER", "take over K7M", "I'll take over K7M", "K7M takeover please", "K7M relevo"]
)
def test_these_take_it_over_from_whoever_has_it(words: str) -> None:
    assert parse(words) == Understood(decision=Decision.TAKE, code="K7M", over=True)


@pytest.mark.parametrize(
    ("words", "codes", "code"),
    [
        ("87M", ["B7M"], "B7M"),
        ("bsm 5", ["B5M"], None),
        ("take S2K", ["S2K"], "S2K"),
        ("take 52k", ["S2K"], "S2K"),
        ("K1M ok", ["K7M"], "K7M"),
        ("k7rn", ["K7M"], None),
        ("K7N", ["K7M"], "K7N"),
        ("Kim", ["K7M"], None),
        ("B5M 85M", ["B5M", "P4X"], "B5M"),
        ("ASK", ["A5K"], None),
        ("8SM", ["B5M", "P4X"], "B5M"),
        ("85M 6SK", ["B5M", "G5K"], None),
        ("87M4P", ["B7M4P"], "B7M4P"),
    ],
)
def test_a_mistaken_letter_is_put_right_only_towards_a_case_that_waits_and_is_the_only_one_it_can_be(
    words: str, codes: list[str], code: str | None
) -> None:
    assert parse(words, codes).code == code


@pytest.mark.parametrize("words", ["K7M done she says “I feel fine, it is all ok”", "K7M done: “seen today”"])
def test_an_outcome_may_quote_the_patient(words: str) -> None:
    read = parse(words)
    assert isinstance(read, Understood)
    assert read.decision is Decision.CLOSE


@given(st.text(max_size=200), st.lists(st.sampled_from(["K7M", "B5M", "S2K4P"])))
def test_no_text_breaks_it(words: str, codes: list[str]) -> None:
    parse(words, codes)


@given(
    st.sampled_from(["k7m", "K7M", "k 7 m", "K.7.M", "K-7-M"]),
    st.text(" \t\n.,;:!()[]“”'#*-", max_size=4),
    st.text(" \t\n.,;:!()[]“”'#*", max_size=4),
)
def test_a_code_is_read_with_any_marks_around_it(code: str, before: str, after: str) -> None:
    assert parse(f"{before}{code}{after}") == Understood(decision=Decision.TAKE, code="K7M")


LENA, OMAR = id_of("Lena"), id_of("Omar")


def case(code: str, state: State = State.OPEN, *, asked: bool = False) -> Case:
    return Case(
        case_id=id_of(code),
        clinic_id="main",
        party=patient("Amira"),
        code=code,
        language="en",
        level=Level.SEVERE,
        policy=POLICIES[Level.SEVERE],
        opened_at=datetime(2026, 3, 2, tzinfo=UTC),
        concern_at=datetime(2026, 3, 2, tzinfo=UTC),
        state=state,
        holder=LENA if state is State.TAKEN else None,
        paged=(LENA,),
        asked=asked,
    )


WAITING, WAITING_TOO, HELD = case("K7M"), case("P4X"), case("R2D", State.TAKEN)
ASKED = replace(HELD, asked=True)
WHICH = Notice.WHICH


@pytest.mark.parametrize(
    ("words", "known", "expected"),
    [
        ("ok", [], Unmeant(Notice.NONE_WAITING)),
        ("ok", [WAITING], "K7M"),
        ("ok", [WAITING, HELD], "K7M"),
        ("ok", [HELD], "R2D"),
        ("ok", [WAITING, WAITING_TOO], Unmeant(WHICH, ("K7M", "P4X"))),
        # "ok" may answer the page or our question about the other case
        ("ok", [WAITING, ASKED], Unmeant(WHICH, ("K7M", "R2D"))),
        ("no", [WAITING], "K7M"),
        ("no", [WAITING, HELD], Unmeant(WHICH, ("K7M", "R2D"))),
        ("done, all well", [WAITING, HELD], "R2D"),
        ("done, all well", [WAITING], "K7M"),
        ("K9Z", [], Unmeant(Notice.UNKNOWN_CODE, code="K9Z")),
        ("K9Z", [WAITING, HELD], Unmeant(Notice.UNKNOWN_CODE_CASES, ("K7M", "R2D"), code="K9Z")),
        ("K7M", [WAITING], "K7M"),
        ("hello", [], Unmeant(Notice.HELP)),
        ("hello", [WAITING], Unmeant(Notice.HELP_CASES, ("K7M",))),
        ("Kim", [WAITING], Unmeant(Notice.HELP_CASES, ("K7M",))),
        ("done?", [HELD], Unmeant(Notice.NOT_CLOSED, ("R2D",))),
    ],
)
def test_a_text_means_a_case_only_when_no_other_can_be_meant(
    words: str, known: list[Case], expected: str | Unmeant
) -> None:
    read = parse(words)
    named = next((one for one in known if one.code == read.code), None)
    found = meant(read, LENA, named, known)
    assert (found if isinstance(found, Unmeant) else isinstance(found, Meant) and found.case_id) == (
        id_of(expected) if isinstance(expected, str) else expected
    )
