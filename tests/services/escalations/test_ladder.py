from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from support.builders_escalations import patient
from support.events import id_of

from aftercare_contracts import Decision, Level, NotPagedReason, PageReason
from aftercare_escalations.domain.case import Case, State
from aftercare_escalations.domain.choice import Channel, Choice
from aftercare_escalations.domain.clinic import Clinic, Rota
from aftercare_escalations.domain.concerns import joined, opened
from aftercare_escalations.domain.decisions import decided
from aftercare_escalations.domain.effects import NobodyOnCall, NotPaged, Page, Paged
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


def page(staff_id: UUID, *, at: datetime = NOW, wait: timedelta = 15 * MINUTE, news: bool = False) -> Paged:
    return Paged(
        message_id=id_of("a page"), case_id=id_of("a case"), staff_id=staff_id, round=1, news=news,
        paged_at=at, expires_at=at + wait,
    )  # fmt: skip


def choice(staff_id: UUID, decision: Decision = Decision.TAKE) -> Choice:
    return Choice(decision=decision, staff_id=staff_id, channel=Channel.TEXT, known_at=NOW)


def test_a_wait_of_seconds_begins_no_more_than_one_round_in_a_minute() -> None:
    rota = Rota(ladder=(LENA, OMAR), page_wait=timedelta(seconds=10))
    now, paged = NOW, case()
    moments = []
    while now < NOW + 3 * MINUTE:
        paged, effects = due(paged, rota, Clinic(), now)
        moments += [(now - NOW).total_seconds() for one in effects if isinstance(one, Page)]
        assert paged.next_page_at is not None
        now = paged.next_page_at
    assert moments == [0, 10, 60, 70, 120, 130]


def test_an_empty_rota_is_looked_at_once_a_minute_until_somebody_is_on_it() -> None:
    waiting, effects = due(case(), Rota(), Clinic(), NOW)
    assert effects == (NobodyOnCall(), NotPaged(NotPagedReason.NOBODY_ON_CALL, NOW + MINUTE))
    assert waiting.next_page_at == NOW + MINUTE
    _, effects = due(waiting, Rota(), Clinic(), NOW + MINUTE)
    assert effects == (NobodyOnCall(),), "said on the timeline once, and not every minute"
    somebody = Rota(ladder=(LENA,))
    assert rota_changed(waiting, somebody, NOW + MINUTE / 2).next_page_at == NOW + MINUTE / 2


def test_a_rota_that_changes_while_somebody_on_it_is_waited_for_hurries_nobody() -> None:
    paged, _ = due(case(), Rota(ladder=(LENA,)), Clinic(), NOW)
    assert rota_changed(paged, Rota(ladder=(OMAR, LENA)), NOW + MINUTE) == paged
    assert rota_changed(paged, Rota(ladder=(OMAR,)), NOW + MINUTE).next_page_at == NOW + MINUTE


def test_somebody_who_joins_the_rota_gets_a_turn_in_the_same_round() -> None:
    paged, _ = due(case(), Rota(ladder=(LENA,)), Clinic(), NOW)
    _, effects = due(paged, Rota(ladder=(ROSA, LENA)), Clinic(), NOW + 15 * MINUTE)
    assert effects == (
        Page(staff_id=ROSA, round=1, expires_at=NOW + 30 * MINUTE, reason=PageReason.NO_ANSWER),
    )


def test_an_outage_of_hours_is_made_up_for_by_one_page() -> None:
    rota = Rota(ladder=(LENA, OMAR))
    paged, _ = due(case(), rota, Clinic(), NOW)
    paged, effects = due(paged, rota, Clinic(), NOW + timedelta(hours=9))
    (page_of_omar,) = effects
    assert page_of_omar == Page(
        staff_id=OMAR,
        round=1,
        expires_at=NOW + timedelta(hours=9, minutes=15),
        reason=PageReason.NO_ANSWER,
    )
    assert paged.next_page_at == NOW + timedelta(hours=9, minutes=15)


def test_a_failure_that_comes_when_the_next_person_was_paged_hurries_nobody() -> None:
    rota = Rota(ladder=(LENA, OMAR, ROSA))
    paged, _ = due(case(), rota, Clinic(), NOW)
    paged, _ = due(replace(paged, next_page_at=NOW + MINUTE), rota, Clinic(), NOW + MINUTE)
    late, _ = failed(paged, page(LENA), NOW + 2 * MINUTE)
    assert late.next_page_at == paged.next_page_at


def test_one_dead_phone_among_everybody_does_not_page_the_others_in_a_rush() -> None:
    rota = Rota(ladder=(LENA, OMAR))
    paged, _ = due(case(Level.EMERGENCY), rota, Clinic(), NOW)
    paged, _ = failed(paged, page(OMAR), NOW + MINUTE)
    waiting, effects = due(paged, rota, Clinic(), NOW + MINUTE)
    assert effects == (NotPaged(NotPagedReason.ALL_TRIED, NOW + 5 * MINUTE),)
    assert waiting.next_page_at == NOW + 5 * MINUTE


def test_somebody_who_passes_in_an_emergency_puts_the_others_off_by_nothing() -> None:
    rota = Rota(ladder=(LENA, OMAR))
    paged, _ = due(case(Level.EMERGENCY), rota, Clinic(), NOW)
    paged, _ = decided(paged, choice(OMAR, Decision.PASS_ON), Clinic(), NOW + 4 * MINUTE)
    waiting, _ = due(paged, rota, Clinic(), NOW + 4 * MINUTE)
    assert waiting.next_page_at == NOW + 5 * MINUTE


def test_a_failed_page_of_a_case_that_was_taken_since_changes_nothing() -> None:
    paged, _ = due(case(), Rota(ladder=(LENA,)), Clinic(), NOW)
    taken, _ = decided(paged, choice(LENA), Clinic(), NOW + MINUTE)
    assert failed(taken, page(LENA), NOW + 2 * MINUTE) == (taken, ())


@pytest.mark.parametrize("level", [Level.SEVERE, Level.EMERGENCY])
def test_a_page_that_failed_because_it_expired_changes_nothing_as_the_next_is_due_by_itself(
    level: Level,
) -> None:
    paged, _ = due(case(level), Rota(ladder=(LENA, OMAR)), Clinic(), NOW)
    assert failed(paged, page(LENA), NOW + 14 * MINUTE)[0].unavailable == (LENA,)
    assert failed(paged, page(LENA), NOW + 15 * MINUTE) == (paged, ())


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
    held, _ = decided(case(Level.MODERATE), choice(LENA), Clinic(), NOW)
    still, effects = joined(held, Level.UNCLEAR, Clinic(), NOW)
    assert still.state is State.TAKEN
    assert (
        Page(staff_id=LENA, round=1, expires_at=NOW + 15 * MINUTE, reason=PageReason.NEWS, news=True)
        in effects
    )


@pytest.mark.parametrize("level", Level)
def test_every_level_has_a_policy_that_ends_in_a_page(level: Level) -> None:
    policy = POLICIES[level]
    assert policy.manner is not Manner.WORKLIST or policy.overdue_after is not None
    assert not rises(level, level)
