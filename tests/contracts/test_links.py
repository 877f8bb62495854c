from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercare_contracts.links import LIFE, code_of, ends_at, is_signed, signed_link

NOW = datetime(2026, 3, 2, 15, 3, tzinfo=UTC)
OLD, NEW = "the-secret-until-yesterday", "the-secret-from-today-on"
CASE, LENA, OMAR = uuid4(), uuid4(), uuid4()


def link(secret: str = NEW) -> str:
    return signed_link(secret, code="K7M", case_id=CASE, staff_id=LENA, now=NOW)


def test_a_link_is_for_one_case_and_one_person() -> None:
    assert is_signed(link(), [NEW], case_id=CASE, staff_id=LENA)
    assert not is_signed(link(), [NEW], case_id=CASE, staff_id=OMAR)
    assert not is_signed(link(), [NEW], case_id=uuid4(), staff_id=LENA)


def test_a_link_of_the_secret_before_is_signed_while_both_are_known() -> None:
    assert is_signed(link(OLD), [NEW, OLD], case_id=CASE, staff_id=LENA)
    assert not is_signed(link(OLD), [NEW], case_id=CASE, staff_id=LENA)


def test_a_link_lives_four_hours_and_at_most_ten_minutes_more_and_is_short() -> None:
    assert NOW + LIFE <= ends_at(link()) < NOW + LIFE + timedelta(minutes=10)
    assert len(link()) == len("K7M.") + 16
    assert code_of(link().lower()) == "K7M"


def test_the_end_of_a_link_cannot_be_put_off() -> None:
    later = signed_link(NEW, code="K7M", case_id=CASE, staff_id=OMAR, now=NOW + timedelta(days=1))
    stretched = later[:8] + link()[8:]
    assert ends_at(stretched) > ends_at(link())
    assert not is_signed(stretched, [NEW], case_id=CASE, staff_id=LENA)


@pytest.mark.parametrize("changed", range(4, 20))
def test_no_letter_of_it_can_be_changed(changed: int) -> None:
    other = "A" if link()[changed] != "A" else "B"
    forged = link()[:changed] + other + link()[changed + 1 :]
    assert not is_signed(forged, [NEW], case_id=CASE, staff_id=LENA)


@given(st.text(max_size=40))
def test_whatever_stands_there_is_no_link(written: str) -> None:
    assert not is_signed(written, [NEW], case_id=CASE, staff_id=LENA)
    assert code_of(written).isalnum() or not code_of(written)
