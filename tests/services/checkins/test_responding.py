from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from support.builders_checkins import BrokenTriage, ScriptedTriage, checkin_due, reply, stranger

from aftercare_checkins.domain.asking import ask
from aftercare_checkins.domain.conversation import Conversation, Happening, State
from aftercare_checkins.domain.effects import (
    Answer,
    Assessed,
    Effect,
    FollowUp,
    OptOut,
    RaiseConcern,
)
from aftercare_checkins.domain.question import Question, question_of
from aftercare_checkins.domain.responding import Response, Thread, respond
from aftercare_checkins.domain.triage import Prompt
from aftercare_checkins.domain.wording import TextName
from aftercare_contracts import Keyword, Level, Milestone, Purpose, ReplyReceived

NOW = datetime(2026, 3, 2, 15, 20, tzinfo=UTC)
ASKED_AT = datetime(2026, 3, 2, 15, tzinfo=UTC)


def asked(
    name: str = "Amira", milestone: Milestone = Milestone.DAY_1, at: str = "2026-03-02T15:00Z"
) -> Conversation:
    due = checkin_due(name, milestone, at=at)
    return ask(due, [], due.due_at).conversation


def responded(
    event: ReplyReceived, *conversations: Conversation, last: Level | None = None, emergency: str = "911"
) -> Response:
    thread = Thread(conversations=conversations, last_level=last, emergency_number=emergency)
    return respond(event, thread, assess=ScriptedTriage(), now=NOW)


def beside_the_reading(response: Response) -> list[Effect]:
    return [one for one in response.effects if not isinstance(one, Assessed)]


@pytest.mark.parametrize(
    ("words", "text", "purpose", "concern", "state"),
    [
        ("no problems", TextName.NONE, Purpose.ANSWER, None, State.ANSWERED),
        ("a little pink", TextName.MILD, Purpose.ANSWER, None, State.ANSWERED),
        ("hmm", TextName.UNCLEAR, Purpose.SAFETY, Level.UNCLEAR, State.HANDED_OVER),
        ("still itchy", TextName.MODERATE, Purpose.ANSWER, Level.MODERATE, State.HANDED_OVER),
        ("rash is bad", TextName.SEVERE, Purpose.SAFETY, Level.SEVERE, State.HANDED_OVER),
        ("tongue is swelling", TextName.EMERGENCY, Purpose.SAFETY, Level.EMERGENCY, State.HANDED_OVER),
    ],
)
def test_what_each_level_is_answered_with_and_who_is_told(
    words: str, text: TextName, purpose: Purpose, concern: Level | None, state: State
) -> None:
    response = responded(reply("Amira", words), asked())
    raised = [] if concern is None else [RaiseConcern(concern, f"scripted-{concern.lower()}")]
    assert beside_the_reading(response) == [*raised, Answer(text, purpose)]
    assert [one.state for one in response.changed] == [state]


def test_a_moderate_rash_is_followed_up_once() -> None:
    first = responded(reply("Amira", "got a rash"), asked())
    assert beside_the_reading(first)[-1] == FollowUp()
    (conversation,) = first.changed
    assert conversation.state is State.FOLLOWUP_ASKED
    assert conversation.deadline_at.isoformat() == "2026-03-03T15:20:00+00:00"
    second = responded(reply("Amira", "got a rash", at="2026-03-02T15:30Z"), conversation)
    assert FollowUp() not in second.effects
    assert [one.state for one in second.changed] == [State.HANDED_OVER]


def test_a_reply_sent_before_the_follow_up_went_out_does_not_answer_it() -> None:
    (followed_up,) = responded(reply("Amira", "got a rash"), asked()).changed
    early = reply("Amira", "0", at="2026-03-02T15:19Z")
    response = responded(early, followed_up)
    assert response.question.prompt is Prompt.OVERALL
    assert response.changed == ()


@pytest.mark.parametrize(
    ("last", "words", "level", "rule"),
    [
        (Level.NONE, "still itchy", Level.SEVERE, "two-step-rise+scripted-moderate"),
        (Level.MILD, "still itchy", Level.MODERATE, "scripted-moderate"),
        (Level.NONE, "a little pink", Level.MILD, "scripted-mild"),
        (Level.NONE, "rash is bad", Level.SEVERE, "scripted-severe"),
        (Level.NONE, "tongue is swelling", Level.EMERGENCY, "scripted-emergency"),
        (Level.NONE, "hmm", Level.UNCLEAR, "scripted-unclear"),
        (Level.SEVERE, "no problems", Level.NONE, "scripted-none"),
        (None, "still itchy", Level.MODERATE, "scripted-moderate"),
    ],
)
def test_two_steps_up_since_the_last_report_are_severe(
    last: Level | None, words: str, level: Level, rule: str
) -> None:
    reading = responded(reply("Amira", words), asked(), last=last).reading
    assert reading is not None
    assert (reading.level, reading.rule) == (level, rule)


def test_an_engine_that_breaks_hands_over_to_a_person() -> None:
    thread = Thread(conversations=[asked()], last_level=Level.NONE, emergency_number="911")
    response = respond(reply("Amira", "tongue is swelling"), thread, assess=BrokenTriage(), now=NOW)
    assert beside_the_reading(response) == [
        RaiseConcern(Level.SEVERE, "engine-failure"),
        Answer(TextName.UNCLEAR, Purpose.SAFETY),
    ]


@pytest.mark.parametrize("keyword", [Keyword.STOP, Keyword.START])
@pytest.mark.parametrize("party", ["Chloe", "a number nobody knows"])
def test_a_bare_keyword_is_neither_read_nor_answered(keyword: Keyword, party: str) -> None:
    writer = party if party == "Chloe" else stranger(party)
    response = responded(reply(writer, keyword, keyword=keyword), asked("Chloe"))
    assert response.reading is None
    assert response.effects == ()


def test_a_bare_stop_ends_the_reminders_but_does_not_answer_the_question() -> None:
    response = responded(reply("Chloe", "STOP", keyword=Keyword.STOP), asked("Chloe"))
    assert [one.state for one in response.changed] == [State.WAITING]


def test_a_photo_beside_the_keyword_is_read() -> None:
    response = responded(reply("Chloe", "STOP", keyword=Keyword.STOP, photos=1), asked("Chloe"))
    assert RaiseConcern(Level.UNCLEAR, "scripted-unclear") in response.effects


def test_help_is_for_a_person() -> None:
    response = responded(reply("Chloe", "0", keyword=Keyword.HELP), asked("Chloe"))
    assert beside_the_reading(response) == [
        RaiseConcern(Level.UNCLEAR, "keyword-help+scripted-none"),
        Answer(TextName.UNCLEAR, Purpose.SAFETY),
    ]


@pytest.mark.parametrize(
    ("words", "effects"),
    [
        ("stop texting me", [OptOut(after_answer=False)]),
        ("stop texting me, no problems", [OptOut(after_answer=False)]),
        ("stop texting me, a little pink", [OptOut(after_answer=False)]),
        (
            "stop texting me, still itchy",
            [
                RaiseConcern(Level.MODERATE, "scripted-moderate"),
                Answer(TextName.MODERATE, Purpose.ANSWER),
                OptOut(after_answer=False),
            ],
        ),
        (
            "stop texting me, got a rash",
            [
                RaiseConcern(Level.MODERATE, "scripted-moderate"),
                Answer(TextName.MODERATE, Purpose.ANSWER),
                OptOut(after_answer=False),
            ],
        ),
        (
            "stop texting me, tongue is swelling",
            [
                RaiseConcern(Level.EMERGENCY, "scripted-emergency"),
                Answer(TextName.EMERGENCY, Purpose.SAFETY),
                OptOut(after_answer=True),
            ],
        ),
    ],
)
def test_triage_comes_before_the_opt_out(words: str, effects: list[Effect]) -> None:
    assert beside_the_reading(responded(reply("Chloe", words), asked("Chloe"))) == effects


def test_an_opt_out_with_a_photo_is_for_a_person_and_gets_no_answer() -> None:
    response = responded(reply("Chloe", "stop texting me", photos=1), asked("Chloe"))
    assert beside_the_reading(response) == [RaiseConcern(Level.UNCLEAR, "optout"), OptOut(after_answer=False)]


def test_an_opt_out_beside_something_that_could_not_be_read_is_for_a_person() -> None:
    response = responded(reply("Chloe", "stop texting me, whats this"), asked("Chloe"))
    assert beside_the_reading(response) == [
        RaiseConcern(Level.UNCLEAR, "scripted-unclear"),
        OptOut(after_answer=False),
    ]


def test_words_of_self_harm_are_answered_with_the_crisis_line_where_there_is_one() -> None:
    american = responded(reply("Amira", "want to die"), asked())
    assert Answer(TextName.EMERGENCY_SELF_HARM, Purpose.SAFETY) in american.effects
    european = responded(reply("Amira", "want to die"), asked(), emergency="112")
    assert Answer(TextName.EMERGENCY, Purpose.SAFETY) in european.effects


@pytest.mark.parametrize("words", ["no problems", "a little pink", "hmm", "stop texting me"])
def test_whatever_a_stranger_writes_a_person_looks(words: str) -> None:
    response = responded(reply(stranger("unknown number"), words))
    (concern,) = [one for one in response.effects if isinstance(one, RaiseConcern)]
    assert concern.level is Level.UNCLEAR


def test_of_patients_who_share_a_number_the_strictest_day_counts_and_no_conversation_moves() -> None:
    month = asked("Amira", Milestone.MONTH_1)
    day = asked("Bruno", Milestone.DAY_1)
    shared = reply(stranger("family phone"), "no problems", candidates=("Amira", "Bruno"))
    response = responded(shared, month, day)
    assert response.question == Question(prompt=Prompt.OVERALL, day=30)
    assert response.changed == ()
    assert RaiseConcern(Level.UNCLEAR, "unknown-sender+scripted-none") in response.effects
    assert responded(shared, day).question.day == 7


@pytest.mark.parametrize(
    ("milestone", "after", "day"),
    [
        (Milestone.DAY_1, timedelta(minutes=1), 1),
        (Milestone.DAY_1, timedelta(days=5, hours=23), 1),
        (Milestone.DAY_1, timedelta(days=6), 7),
        (Milestone.DAY_1, timedelta(days=40), 30),
        (Milestone.WEEK_1, timedelta(days=22), 7),
        (Milestone.WEEK_1, timedelta(days=23), 30),
        (Milestone.MONTH_1, timedelta(0), 30),
        (Milestone.MONTH_1, timedelta(days=400), 30),
    ],
)
def test_the_day_is_that_of_the_question_or_a_later_one_that_has_come_since(
    milestone: Milestone, after: timedelta, day: int
) -> None:
    conversation = asked("Amira", milestone)
    event = reply("Amira", "hmm", at=(ASKED_AT + after).isoformat())
    assert question_of(event, [conversation]).day == day


def test_somebody_who_was_never_asked_is_read_by_the_rules_of_a_week() -> None:
    assert question_of(reply("Amira", "hmm"), []) == Question(prompt=Prompt.OVERALL, day=7)


def test_a_reply_sent_before_the_newest_question_answers_the_one_before() -> None:
    older = asked("Amira", Milestone.DAY_1)
    newer = asked("Amira", Milestone.WEEK_1, at="2026-03-08T15:00Z")
    closed = older.after(Happening.NEWER_PROMPT)
    response = responded(reply("Amira", "got a rash", at="2026-03-08T14:59Z"), newer, closed)
    assert response.question.conversation == closed
    assert response.changed == ()
    assert FollowUp() not in response.effects


def test_a_late_answer_to_the_follow_up_is_still_one() -> None:
    (followed_up,) = responded(reply("Amira", "got a rash"), asked()).changed
    silent = replace(followed_up, state=State.SUPERSEDED)
    question = question_of(reply("Amira", "0", at="2026-03-02T16:00Z"), [silent])
    assert question.prompt is Prompt.RASH_FOLLOWUP


def test_a_forgotten_patients_words_are_not_repeated() -> None:
    thread = Thread(conversations=[asked()], forgotten=True, emergency_number="911")
    response = respond(reply("Hana", "rash is bad"), thread, assess=ScriptedTriage(), now=NOW)
    assert response.reading is not None
    assert (response.reading.level, response.reading.matched) == (Level.SEVERE, ())
