from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from support.builders_escalations import patient
from support.events import id_of

from aftercare_contracts import Decision, Level
from aftercare_escalations.domain.case import Case, State, joined, opened
from aftercare_escalations.domain.clinic import Clinic, Rota
from aftercare_escalations.domain.decisions import decided
from aftercare_escalations.domain.effects import NobodyOnCall, Page
from aftercare_escalations.domain.ladder import due, failed, rota_changed
from aftercare_escalations.domain.policy import POLICIES, Manner, rises

LENA, OMAR, ROSA = map(id_of, ("Lena", "Omar", "Rosa"))
NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def case(level: Level = Level.SEVERE) -> Case:
    return opened(
        case_id=id_of("a case"), clinic_id="main", party=patient("Amira"), code="K7M", language="en",
        level=level, clinic=Clinic(), now=NOW,
    )[0]  # fmt: skip


def test_a_wait_of_seconds_begins_no_more_than_one_round_in_a_minute() -> None:
    rota = Rota(ladder=(LENA, OMAR), page_wait=timedelta(seconds=10))
    now, paged = NOW, case()
    moments = []
    while now < NOW + 3 * MINUTE:
        paged, effects = due(paged, rota, now)
        moments += [(now - NOW).total_seconds() for one in effects if isinstance(one, Page)]
        assert paged.next_page_at is not None
        now = paged.next_page_at
    assert moments == [0, 10, 60, 70, 120, 130]


def test_an_empty_rota_is_looked_at_once_a_minute_until_somebody_is_on_it() -> None:
    waiting, effects = due(case(), Rota(), NOW)
    assert effects == (NobodyOnCall(),)
    assert waiting.next_page_at == NOW + MINUTE
    somebody = Rota(ladder=(LENA,))
    assert rota_changed(waiting, somebody, NOW + MINUTE / 2).next_page_at == NOW + MINUTE / 2


def test_a_rota_that_changes_while_somebody_on_it_is_waited_for_hurries_nobody() -> None:
    paged, _ = due(case(), Rota(ladder=(LENA,)), NOW)
    assert rota_changed(paged, Rota(ladder=(OMAR, LENA)), NOW + MINUTE) == paged
    assert rota_changed(paged, Rota(ladder=(OMAR,)), NOW + MINUTE).next_page_at == NOW + MINUTE


def test_somebody_who_joins_the_rota_gets_a_turn_in_the_same_round() -> None:
    paged, _ = due(case(), Rota(ladder=(LENA,)), NOW)
    _, effects = due(paged, Rota(ladder=(ROSA, LENA)), NOW + 15 * MINUTE)
    assert effects == (Page(staff_id=ROSA, round=1),)


def test_an_outage_of_hours_is_made_up_for_by_one_page() -> None:
    rota = Rota(ladder=(LENA, OMAR))
    paged, _ = due(case(), rota, NOW)
    paged, effects = due(paged, rota, NOW + timedelta(hours=9))
    assert effects == (Page(staff_id=OMAR, round=1),)
    assert paged.next_page_at == NOW + timedelta(hours=9, minutes=15)


def test_a_failure_that_comes_when_the_next_person_was_paged_hurries_nobody() -> None:
    rota = Rota(ladder=(LENA, OMAR, ROSA))
    paged, _ = due(case(), rota, NOW)
    paged, _ = due(paged, rota, NOW + 15 * MINUTE)
    late, _ = failed(paged, LENA, round_=1, news=False, now=NOW + 16 * MINUTE)
    assert late.next_page_at == paged.next_page_at


def test_one_dead_phone_among_everybody_does_not_page_the_others_in_a_rush() -> None:
    rota = Rota(ladder=(LENA, OMAR))
    paged, _ = due(case(Level.EMERGENCY), rota, NOW)
    paged, _ = failed(paged, OMAR, round_=1, news=False, now=NOW + MINUTE)
    waiting, effects = due(paged, rota, NOW + MINUTE)
    assert effects == ()
    assert waiting.next_page_at == NOW + 5 * MINUTE


def test_somebody_who_passes_in_an_emergency_puts_the_others_off_by_nothing() -> None:
    rota = Rota(ladder=(LENA, OMAR))
    paged, _ = due(case(Level.EMERGENCY), rota, NOW)
    paged, _ = decided(paged, Decision.PASS_ON, OMAR, "", NOW + 4 * MINUTE)
    waiting, _ = due(paged, rota, NOW + 4 * MINUTE)
    assert waiting.next_page_at == NOW + 5 * MINUTE


def test_a_failed_page_of_a_case_that_was_taken_since_changes_nothing() -> None:
    paged, _ = due(case(), Rota(ladder=(LENA,)), NOW)
    taken, _ = decided(paged, Decision.TAKE, LENA, "", NOW + MINUTE)
    assert failed(taken, LENA, round_=1, news=False, now=NOW + 2 * MINUTE) == (taken, ())


def test_a_case_keeps_the_policy_it_began_with_until_its_level_rises() -> None:
    agreed = replace(POLICIES[Level.SEVERE], promise=timedelta(minutes=7))
    began = replace(case(), policy=agreed)
    same, _ = joined(began, Level.SEVERE, Clinic(), NOW)
    lower, _ = joined(began, Level.MILD, Clinic(), NOW)
    higher, _ = joined(began, Level.EMERGENCY, Clinic(), NOW)
    assert same.policy == lower.policy == agreed
    assert higher.policy == POLICIES[Level.EMERGENCY]


def test_a_moderate_case_that_becomes_unclear_is_due_sooner_and_never_later() -> None:
    moderate = case(Level.MODERATE)
    unclear, _ = joined(moderate, Level.UNCLEAR, Clinic(), NOW + MINUTE)
    assert unclear.overdue_at == NOW + timedelta(hours=2, minutes=1)
    late, _ = joined(moderate, Level.UNCLEAR, Clinic(), NOW + timedelta(hours=4, minutes=59))
    assert moderate.overdue_at is not None
    assert late.overdue_at is not None
    assert late.overdue_at <= moderate.overdue_at


def test_a_held_case_that_becomes_unclear_stays_with_its_holder() -> None:
    held, _ = decided(case(Level.MODERATE), Decision.TAKE, LENA, "", NOW)
    still, effects = joined(held, Level.UNCLEAR, Clinic(), NOW)
    assert still.state is State.TAKEN
    assert Page(staff_id=LENA, round=1, news=True) in effects


@pytest.mark.parametrize("level", Level)
def test_every_level_has_a_policy_that_ends_in_a_page(level: Level) -> None:
    policy = POLICIES[level]
    assert policy.manner is not Manner.WORKLIST or policy.overdue_after is not None
    assert not rises(level, level)
