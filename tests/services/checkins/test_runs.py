"""Several messages in a row are read together."""

import asyncio
from datetime import datetime

import pytest
from support.builders_checkins import ScriptedTriage, checkin_due, reply, retracted, stranger
from support.clock import StoppedClock
from support.heard import said, tell

from aftercare_chassis import Handlers, Works
from aftercare_checkins import texts
from aftercare_checkins.domain.question import Question
from aftercare_checkins.domain.run import Said, run_of
from aftercare_checkins.domain.triage import Prompt
from aftercare_checkins.handlers import handlers
from aftercare_contracts import (
    ConcernRaised,
    Keyword,
    Level,
    MessageRequested,
    Party,
    ReplyReceived,
    SymptomsAssessed,
)

WEEK = Question(prompt=Prompt.OVERALL, day=7)


def earlier(words: str, at: str) -> Said:
    return Said(
        words=words,
        photos=0,
        received_at=datetime.fromisoformat(at),
        checkin_id=None,
        prompt=Prompt.OVERALL,
        level=Level.UNCLEAR,
        answered=None,
    )


async def write(works: Works, heard: Handlers, clock: StoppedClock, *events: ReplyReceived) -> None:
    """Let replies arrive, each when it was sent."""
    for event in events:
        clock.set(event.received_at.isoformat())
        await tell(works, heard, event)


async def read_as(works: Works) -> list[tuple[Level, str]]:
    return [(one.level, one.rule) for one in await said(works, SymptomsAssessed)]


async def answered_with(works: Works) -> list[str]:
    return [one.wording.split(".")[0] for one in await said(works, MessageRequested)]


@pytest.mark.parametrize(
    ("at", "before"),
    [
        ("2026-03-02T15:17:00Z", ["one", "two"]),
        ("2026-03-02T15:16:59Z", []),  # a second more than three minutes before
    ],
)
def test_a_run_goes_back_as_long_as_no_gap_is_longer_than_three_minutes(at: str, before: list[str]) -> None:
    others = [earlier("two", at), earlier("one", "2026-03-02T15:14:30Z")]
    run = run_of(reply("Amira", "three", at="2026-03-02T15:20Z"), WEEK, others)
    assert [one.words for one in run.before] == before


def test_the_words_of_a_run_are_read_in_the_order_in_which_they_were_sent() -> None:
    others = [
        earlier("four", "2026-03-02T15:21Z"),
        earlier("two", "2026-03-02T15:19Z"),
        earlier(" ", "2026-03-02T15:19:30Z"),
        earlier("one", "2026-03-02T15:18Z"),
        earlier("five", "2026-03-02T15:25Z"),
    ]
    run = run_of(reply("Amira", "three", at="2026-03-02T15:20Z"), WEEK, others)
    assert run.together_with("three", "\n") == "one\ntwo\nthree\nfour"


async def test_amiras_sentence_in_two_messages_is_read_as_one(
    works: Works, heard: Handlers, clock: StoppedClock
) -> None:
    await tell(works, heard, checkin_due("Amira"))
    first = reply("Amira", "my lips", at="2026-03-02T15:20:00Z")
    second = reply("Amira", "are swelling", at="2026-03-02T15:20:20Z")
    await write(works, heard, clock, first, second)
    assert await read_as(works) == [
        (Level.UNCLEAR, "scripted-unclear"),
        (Level.EMERGENCY, "scripted-emergency+together"),
    ]
    (_, assessed) = await said(works, SymptomsAssessed)
    assert assessed.matched == ("my lips\nare swelling", "are swelling")
    assert [one.level for one in await said(works, ConcernRaised)] == [Level.UNCLEAR, Level.EMERGENCY]
    assert await answered_with(works) == ["unclear", "emergency"]


@pytest.mark.parametrize("writer", ["Farid, whom nobody asked", stranger("unknown number")])
async def test_whoever_was_asked_nothing_is_read_together_as_well(
    works: Works, heard: Handlers, clock: StoppedClock, writer: str | Party
) -> None:
    first = reply(writer, "my lips", at="2026-03-02T15:20:00Z")
    second = reply(writer, "are swelling", at="2026-03-02T15:20:20Z")
    await write(works, heard, clock, first, second)
    assert (await read_as(works))[1] == (Level.EMERGENCY, "scripted-emergency+together")


async def test_the_second_half_may_be_handled_first(works: Works, heard: Handlers) -> None:
    first = reply("Amira", "my lips", at="2026-03-02T15:20:00Z")
    second = reply("Amira", "are swelling", at="2026-03-02T15:20:20Z")
    await tell(works, heard, checkin_due("Amira"), second, first)
    assert await read_as(works) == [
        (Level.MODERATE, "scripted-moderate"),
        (Level.EMERGENCY, "scripted-emergency+together"),
    ]


async def test_two_halves_that_two_replicas_handle_at_once_are_read_together_by_one(
    works: Works, heard: Handlers
) -> None:
    writer = stranger("unknown number")
    first = reply(writer, "my lips", at="2026-03-02T15:20:00Z")
    second = reply(writer, "are swelling", at="2026-03-02T15:20:20Z")
    await asyncio.gather(tell(works, heard, first), tell(works, heard, second))
    assert (Level.EMERGENCY, "scripted-emergency+together") in await read_as(works)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            reply("Amira", "my lips", at="2026-03-02T15:16:59Z"),
            reply("Amira", "are swelling", at="2026-03-02T15:20:00Z"),
        ),
        (
            reply("Bruno", "my lips", at="2026-03-02T15:19:50Z"),
            reply("Amira", "are swelling", at="2026-03-02T15:20:00Z"),
        ),
    ],
    ids=["more than three minutes apart", "by somebody else"],
)
async def test_what_is_no_run_is_read_alone(
    works: Works, heard: Handlers, clock: StoppedClock, first: ReplyReceived, second: ReplyReceived
) -> None:
    await tell(works, heard, checkin_due("Amira"), checkin_due("Bruno"))
    await write(works, heard, clock, first, second)
    assert (await read_as(works))[1] == (Level.MODERATE, "scripted-moderate")


async def test_what_was_said_to_the_question_before_is_not_read_together_with_the_next(
    works: Works, heard: Handlers, clock: StoppedClock
) -> None:
    await tell(works, heard, checkin_due("Amira", at="2026-03-02T14:00Z"))
    await write(works, heard, clock, reply("Amira", "my lips", at="2026-03-02T14:59:50Z"))
    clock.set("2026-03-02T15:00Z")
    await tell(works, heard, checkin_due("Amira", session=2))
    await write(works, heard, clock, reply("Amira", "are swelling", at="2026-03-02T15:00:10Z"))
    assert (await read_as(works))[1] == (Level.MODERATE, "scripted-moderate")


async def test_a_retracted_reply_and_a_bare_keyword_are_of_no_run(
    works: Works, heard: Handlers, clock: StoppedClock
) -> None:
    await tell(works, heard, checkin_due("Amira"))
    theirs = reply("Amira", "my lips", at="2026-03-02T15:20:00Z")
    helped = reply("Amira", "HELP", at="2026-03-02T15:20:10Z", keyword=Keyword.HELP)
    await write(works, heard, clock, theirs, helped)
    await tell(works, heard, retracted("Amira", theirs))
    await write(works, heard, clock, reply("Amira", "are swelling", at="2026-03-02T15:20:20Z"))
    assert (await read_as(works))[-1] == (Level.MODERATE, "scripted-moderate")


async def test_a_run_lowers_no_reading(works: Works, heard: Handlers, clock: StoppedClock) -> None:
    await tell(works, heard, checkin_due("Amira"))
    first = reply("Amira", "hmm", at="2026-03-02T15:20:00Z")
    second = reply("Amira", "rash is bad", at="2026-03-02T15:20:10Z")  # together nobody understands it
    await write(works, heard, clock, first, second)
    assert (await read_as(works))[1] == (Level.SEVERE, "scripted-severe")


async def test_a_run_is_answered_again_only_when_it_gets_worse(
    works: Works, heard: Handlers, clock: StoppedClock
) -> None:
    await tell(works, heard, checkin_due("Amira"))
    said_in_turn = ["still itchy", "hmm", "still itchy", "rash is bad", "3", "tongue is swelling", "0"]
    for second, words in enumerate(said_in_turn):
        await write(works, heard, clock, reply("Amira", words, at=f"2026-03-02T15:20:{second:02}Z"))
    assert await answered_with(works) == ["moderate", "severe", "emergency"]
    assert [one.level for one in await said(works, ConcernRaised)][:4] == [
        Level.MODERATE,
        Level.UNCLEAR,
        Level.MODERATE,
        Level.SEVERE,
    ]


async def test_the_same_words_after_the_run_are_answered_again(
    works: Works, heard: Handlers, clock: StoppedClock
) -> None:
    await tell(works, heard, checkin_due("Amira"))
    first = reply("Amira", "still itchy", at="2026-03-02T15:20:00Z")
    again = reply("Amira", "still itchy", at="2026-03-02T15:24:00Z")
    await write(works, heard, clock, first, again)
    assert await answered_with(works) == ["moderate", "moderate"]


async def test_amira_who_answers_the_follow_up_at_once_is_not_read_with_what_she_said_before(
    works: Works, heard: Handlers, clock: StoppedClock
) -> None:
    await tell(works, heard, checkin_due("Amira"))
    first = reply("Amira", "got a rash", at="2026-03-02T15:20:00Z")
    number = reply("Amira", "0", at="2026-03-02T15:20:30Z")
    await write(works, heard, clock, first, number)
    assert (await read_as(works))[1] == (Level.NONE, "scripted-none")
    assert await answered_with(works) == ["moderate", "rash_followup", "none"]


@pytest.mark.parametrize(
    ("first", "second", "level"),
    [
        ("my lips", "are swelling", Level.EMERGENCY),
        ("I have trouble", "breathing", Level.EMERGENCY),
        ("no fever", "but pus", Level.SEVERE),
        ("my rash", "is really bad", Level.SEVERE),
        ("a rash", "is spreading", Level.SEVERE),
        ("a rash", "1", Level.MILD),
        ("no rash", "no fever", Level.NONE),
        ("mi cara", "se hincha", Level.EMERGENCY),
        ("me cuesta", "respirar", Level.EMERGENCY),
        ("no tengo fiebre", "pero hay pus", Level.SEVERE),
    ],
)
async def test_what_the_engine_makes_of_two_halves(
    works: Works, clock: StoppedClock, first: str, second: str, level: Level
) -> None:
    heard = handlers(texts.load())
    await tell(works, heard, checkin_due("Amira"))
    halves = (
        reply("Amira", first, at="2026-03-02T15:20:00Z"),
        reply("Amira", second, at="2026-03-02T15:20:15Z"),
    )
    await write(works, heard, clock, *halves)
    assert (await read_as(works))[1][0] is level


async def test_of_many_messages_in_a_row_the_nearest_are_read_together_and_all_are_one_run(
    works: Works, heard: Handlers, clock: StoppedClock, triage: ScriptedTriage
) -> None:
    await tell(works, heard, checkin_due("Amira"))
    for second in range(12):
        await write(works, heard, clock, reply("Amira", f"hmm {second}", at=f"2026-03-02T15:20:{second:02}Z"))
    assert triage.asked[-2][0].split("\n") == [f"hmm {second}" for second in range(2, 12)]
    assert await answered_with(works) == ["unclear"]
