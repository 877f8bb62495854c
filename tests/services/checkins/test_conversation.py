import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.builders_checkins import checkin_due

from aftercare_checkins.domain.asking import ask, ask_after_pause, fall_silent, remind, retract
from aftercare_checkins.domain.conversation import FIRST, OPEN, TRANSITIONS, Conversation, Happening, State
from aftercare_checkins.domain.effects import Ask, RaiseConcern, Remind, TellUnanswered
from aftercare_checkins.domain.wording import TextName
from aftercare_contracts import Level, Milestone

PAGE = Path(__file__).parents[3] / "docs" / "conversation.md"
NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)


def asked(name: str = "Amira", milestone: Milestone = Milestone.DAY_1) -> Conversation:
    return ask(checkin_due(name, milestone), [], NOW).conversation


def held(name: str = "Amira", milestone: Milestone = Milestone.DAY_1) -> Conversation:
    return ask(checkin_due(name, milestone), [], NOW, paused=True).conversation


def in_state(state: State) -> Conversation:
    (conversation,) = (one for one in every_state() if one.state is state)
    return conversation


def every_state() -> list[Conversation]:
    """Conversations brought into each state by what happened to them."""
    seen = {State.ASKED: asked(), State.HELD: held()}
    while True:
        reached = {
            moved.state: moved
            for one in seen.values()
            for happening in TRANSITIONS[one.state]
            if (moved := one.after(happening)).state not in seen
        }
        if not reached:
            return list(seen.values())
        seen |= reached


def test_the_page_draws_every_state_and_every_move_of_the_code_and_no_other() -> None:
    page = PAGE.read_text(encoding="utf-8")
    drawn = set(re.findall(r"^    (\w+) --> (\w+): (\w+)$", page, re.MULTILINE))
    coded = {(state, to, move) for state, moves in TRANSITIONS.items() for move, to in moves.items()}
    assert drawn == coded
    assert set(re.findall(r"^    \[\*\] --> (\w+)", page, re.MULTILINE)) == set(FIRST)
    described = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    assert {*State, *Happening, "checkin_due", "checkin_due_late", "checkin_due_paused"} <= described


def test_every_state_can_be_reached() -> None:
    assert {one.state for one in every_state()} == set(State)


def test_what_does_not_concern_a_state_leaves_it_as_it_is() -> None:
    for conversation in every_state():
        for happening in set(Happening) - set(TRANSITIONS[conversation.state]):
            assert conversation.after(happening) == conversation


def test_no_reply_takes_a_case_out_of_a_persons_hands() -> None:
    assert in_state(State.HANDED_OVER).after(Happening.REPLY_SETTLED).state is State.HANDED_OVER


def test_open_is_what_silence_can_end() -> None:
    assert set(OPEN) == {State.HELD, State.ASKED, State.WAITING, State.FOLLOWUP_ASKED}


def test_the_first_question_says_how_to_opt_out_and_a_later_one_does_not() -> None:
    first = ask(checkin_due("Amira"), [], NOW)
    assert first.effects == (Ask(TextName.FIRST_PROMPT),)
    later = ask(checkin_due("Amira", Milestone.WEEK_1, at="2026-03-08T15:00Z"), [first.conversation], NOW)
    assert later.effects == (Ask(TextName.PROMPT),)
    assert [one.state for one in later.closed] == [State.SUPERSEDED]


def test_a_question_that_comes_after_a_newer_one_is_not_put() -> None:
    newer = ask(checkin_due("Amira", Milestone.WEEK_1, at="2026-03-08T15:00Z"), [], NOW)
    late = ask(checkin_due("Amira", Milestone.DAY_1), [newer.conversation], NOW)
    assert (late.conversation.state, late.closed, late.effects) == (State.SUPERSEDED, (), ())


def test_a_reminder_is_due_after_four_hours_and_the_deadline_is_a_day_after_the_question() -> None:
    conversation = asked()
    assert conversation.remind_at.isoformat() == "2026-03-02T19:00:00+00:00"
    assert conversation.deadline_at.isoformat() == "2026-03-03T15:00:00+00:00"


@pytest.mark.parametrize(
    ("at", "effects"),
    [
        ("2026-03-02T19:00Z", (Remind(),)),
        ("2026-03-03T14:59Z", (Remind(),)),
        ("2026-03-03T15:00Z", ()),  # silence is told instead
    ],
)
def test_a_reminder_goes_only_while_the_question_is_useful(at: str, effects: tuple[Remind, ...]) -> None:
    step = remind(asked(), datetime.fromisoformat(at))
    assert step.effects == effects
    assert step.conversation.state is State.WAITING


def test_a_question_that_expires_early_is_not_repeated_after_that() -> None:
    short = ask(checkin_due("Amira", useful=timedelta(hours=3)), [], NOW).conversation
    assert remind(short, datetime.fromisoformat("2026-03-02T19:00Z")).effects == ()


@pytest.mark.parametrize("last", [None, Level.NONE, Level.MILD])
def test_silence_is_told(last: Level | None) -> None:
    step = fall_silent(asked(), last)
    assert step.effects == (TellUnanswered(),)
    assert step.conversation.state is State.UNANSWERED


@pytest.mark.parametrize("last", [Level.MODERATE, Level.SEVERE, Level.EMERGENCY])
def test_silence_after_a_bad_report_is_for_a_person(last: Level) -> None:
    concern = RaiseConcern(Level.MODERATE, "silence-after-moderate")
    assert fall_silent(asked(), last).effects == (TellUnanswered(), concern)


def test_silence_after_the_follow_up_is_for_a_person_and_not_an_unanswered_check_in() -> None:
    step = fall_silent(in_state(State.FOLLOWUP_ASKED), Level.MODERATE)
    assert step.effects == (RaiseConcern(Level.MODERATE, "silence-after-moderate"),)
    assert step.conversation.state is State.HANDED_OVER


def test_a_question_whose_only_reply_is_retracted_stands_again() -> None:
    answered = asked().after(Happening.REPLY_SETTLED)
    (reopened,) = retract([answered], answered.checkin_id, 0)
    assert reopened.state is State.WAITING
    assert retract([answered], answered.checkin_id, 1) == ()


def test_a_question_that_was_followed_by_a_newer_one_stays_closed_when_its_reply_is_retracted() -> None:
    answered = asked().after(Happening.REPLY_SETTLED)
    newer = asked(milestone=Milestone.WEEK_1)
    assert retract([newer, answered], answered.checkin_id, 0) == ()


def test_a_question_due_while_staff_talk_with_the_patient_is_held_and_closes_what_was_open() -> None:
    step = ask(checkin_due("Amira", Milestone.WEEK_1, at="2026-03-08T15:00Z"), [asked()], NOW, paused=True)
    assert (step.conversation.state, step.conversation.asked_at, step.effects) == (State.HELD, None, ())
    assert [one.state for one in step.closed] == [State.SUPERSEDED]


def test_a_held_question_is_put_when_the_pause_ends_and_the_time_to_answer_runs_from_then() -> None:
    step = ask_after_pause(held(), datetime(2026, 3, 2, 16, 10, tzinfo=UTC), asked_before=False)
    assert step.effects == (Ask(TextName.FIRST_PROMPT),)
    assert step.conversation.state is State.ASKED
    assert step.conversation.asked_at == datetime(2026, 3, 2, 16, 10, tzinfo=UTC)
    assert step.conversation.remind_at == datetime(2026, 3, 2, 20, 10, tzinfo=UTC)
    assert step.conversation.deadline_at == datetime(2026, 3, 3, 16, 10, tzinfo=UTC)


def test_a_held_question_that_was_followed_by_a_newer_one_is_not_put() -> None:
    newer = ask(checkin_due("Amira", Milestone.WEEK_1, at="2026-03-08T15:00Z"), [held()], NOW)
    assert [one.state for one in newer.closed] == [State.SUPERSEDED]
    assert newer.effects == (Ask(TextName.FIRST_PROMPT),)  # the first that she sees


def test_a_held_question_lapses_when_it_expires() -> None:
    assert held().deadline_at == held().expires_at
    assert fall_silent(held(), None).effects == (TellUnanswered(),)
