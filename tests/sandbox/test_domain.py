"""What the carrier decides by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from aftercare_sandbox.domain.behaviour import FIXED, Behaviour, Kind, fixed_behaviour, itinerary
from aftercare_sandbox.domain.errors import FAILURES
from aftercare_sandbox.domain.message import NEXT, Status
from aftercare_sandbox.domain.segments import count_segments, is_gsm7
from aftercare_sandbox.signature import sign
from aftercare_sandbox.twiml import read_replies


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),  # the euro does not fit into the 153rd septet, and nothing is split
        ("á" * 70, 1),  # á is not in GSM-7
        ("á" * 71, 2),
        ("á" * 134, 2),
        ("á" * 135, 3),
        ("😟" * 35, 1),
        ("😟" * 36, 2),
        ("a" * 69 + "\u2019", 1),
        ("a" * 70 + "\u2019", 2),
    ],
)
def test_segments_are_counted_as_they_are_billed(text: str, segments: int) -> None:
    assert count_segments(text) == segments


def test_spanish_is_only_partly_in_the_gsm_alphabet() -> None:
    assert is_gsm7("éñ¿¡ü")
    assert not any(map(is_gsm7, "áíóú"))


@given(url=st.sampled_from(["https://clinic.example/sms", "http://127.0.0.1:8080/sms?a=1&b=2"]), params=...)
def test_the_signature_is_the_one_that_twilio_checks(url: str, params: dict[str, str]) -> None:
    signable = {name: value for name, value in params.items() if _is_text(name) and _is_text(value)}
    signature = sign(auth_token="secret", url=url, params=signable)
    assert RequestValidator("secret").validate(url, signable, signature)


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize("through_service", [False, True])
@pytest.mark.parametrize(
    "behaviour",
    [
        *FIXED.values(),
        *(Behaviour(kind=kind) for kind in Kind),
        Behaviour(kind=Kind.FAIL, status=Status.FAILED),
    ],
)
def test_no_message_ever_takes_a_step_that_the_carrier_does_not_know(
    behaviour: Behaviour,
    *,
    through_service: bool,
) -> None:
    status = Status.ACCEPTED if through_service else Status.QUEUED
    for step in itinerary(behaviour, through_service=through_service):
        assert step.status in NEXT[status]
        assert (step.error_code is None) == (step.status not in {Status.FAILED, Status.UNDELIVERED})
        status = step.status


def test_a_number_behaves_by_its_last_seven_digits() -> None:
    assert fixed_behaviour("+14159990003") == Behaviour(kind=Kind.FAIL, code=30003)
    assert fixed_behaviour("+14155550003").kind is Kind.DELIVER
    assert fixed_behaviour("+14159999999").kind is Kind.DELIVER


@pytest.mark.parametrize("code", [code for code in FAILURES if f"{code % 10_000:04}" not in FIXED])
def test_a_number_may_end_in_any_code_that_comes_later(code: int) -> None:
    assert fixed_behaviour(f"+1415999{code % 10_000:04}") == Behaviour(kind=Kind.FAIL, code=code)


@pytest.mark.parametrize(
    "code", [21211, 21408, 21606, 21610, 21611, 21612, 21614, 21617, 21635, 21701, 20429, 20503]
)
def test_a_number_may_end_in_a_code_that_comes_at_once(code: int) -> None:
    assert fixed_behaviour(f"+1415999{code % 10_000:04}") == Behaviour(kind=Kind.REFUSE, code=code)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "ok",
        "<Response",
        "<html><Response/></html>",
        "<Response><Say>Hi</Say></Response>",
        '<!DOCTYPE r [<!ENTITY a "aaaa">]><Response><Message>&a;</Message></Response>',
    ],
)
def test_an_answer_without_messages_says_nothing(answer: str) -> None:
    assert read_replies(answer) == []
