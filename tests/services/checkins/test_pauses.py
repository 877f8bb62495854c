"""Staff text a patient: what is automated keeps quiet, and nothing of a report is lost by it."""

from datetime import datetime

import pytest
from sqlalchemy import select
from support.builders_checkins import checkin_due, reply, staff_texted, stranger, tick
from support.clock import StoppedClock
from support.events import id_of, patient_forgotten
from support.heard import said, tell

from aftercare_chassis import Handlers, Refused, Works
from aftercare_checkins.tables import conversations, pauses
from aftercare_contracts import (
    CheckinUnanswered,
    ConcernRaised,
    Event,
    Level,
    MessageRequested,
    Milestone,
    PromptRequested,
    Purpose,
    SymptomsAssessed,
)


class Talk:
    """Check-ins with a clock: what arrives when, and what is written to the patient."""

    def __init__(self, works: Works, heard: Handlers, clock: StoppedClock) -> None:
        self.works, self.heard, self.clock = works, heard, clock

    async def at(self, moment: str, *events: Event) -> None:
        self.clock.set(moment)
        await tell(self.works, self.heard, *events)
        await tick(self.works)

    async def texts(self) -> list[str]:
        return [one.wording.split(".")[0] for one in await said(self.works, MessageRequested)]

    async def prompts(self) -> list[tuple[str, str]]:
        return [
            (one.wording.split(".")[0], f"{one.occurred_at:%m-%dT%H:%M}")
            for one in await said(self.works, PromptRequested)
        ]

    async def concerns(self) -> list[Level]:
        return [one.level for one in await said(self.works, ConcernRaised)]

    async def state_of(self, name: str, milestone: Milestone = Milestone.DAY_1) -> str:
        query = select(conversations.c.state).where(
            conversations.c.checkin_id == id_of(f"{name} session 1 {milestone}")
        )
        async with self.works.engine.connect() as connection:
            return str((await connection.execute(query)).scalar_one())


@pytest.fixture
def talk(works: Works, heard: Handlers, clock: StoppedClock) -> Talk:
    return Talk(works, heard, clock)


@pytest.mark.parametrize(
    ("words", "level", "state"),
    [
        ("no problems", Level.NONE, "answered"),
        ("a little pink", Level.MILD, "answered"),
        ("hmm", Level.UNCLEAR, "handed_over"),
        ("still itchy", Level.MODERATE, "handed_over"),
        ("got a rash", Level.MODERATE, "handed_over"),
    ],
)
async def test_while_staff_talk_with_amira_her_replies_are_read_and_told_of_and_not_answered(
    talk: Talk, words: str, level: Level, state: str
) -> None:
    await talk.at("2026-03-02T15:00Z", checkin_due("Amira"))
    await talk.at("2026-03-02T15:10Z", staff_texted("Amira", "2026-03-02T15:10Z"))
    await talk.at("2026-03-02T15:20Z", reply("Amira", words))
    assert await talk.texts() == []
    assert [one.level for one in await said(talk.works, SymptomsAssessed)] == [level]
    assert await talk.concerns() == ([] if state == "answered" else [level])
    assert await talk.state_of("Amira") == state


@pytest.mark.parametrize(
    ("words", "level", "text"),
    [
        ("rash is bad", Level.SEVERE, "severe"),
        ("tongue is swelling", Level.EMERGENCY, "emergency"),
        ("want to die", Level.EMERGENCY, "emergency_self_harm"),
    ],
)
async def test_a_text_that_may_save_amira_goes_while_staff_talk_with_her(
    talk: Talk, words: str, level: Level, text: str
) -> None:
    await talk.at("2026-03-02T15:00Z", checkin_due("Amira"), staff_texted("Amira", "2026-03-02T15:00Z"))
    await talk.at("2026-03-02T15:20Z", reply("Amira", words))
    assert await talk.texts() == [text]
    assert (await said(talk.works, MessageRequested))[0].purpose is Purpose.SAFETY
    assert await talk.concerns() == [level]


@pytest.mark.parametrize(
    ("at", "texts"), [("2026-03-02T16:09:59Z", []), ("2026-03-02T16:10:00Z", ["moderate", "rash_followup"])]
)
async def test_a_pause_ends_sixty_minutes_after_the_last_text_from_staff(
    talk: Talk, at: str, texts: list[str]
) -> None:
    await talk.at("2026-03-02T14:00Z", checkin_due("Amira", at="2026-03-02T14:00Z"))
    first, last = (staff_texted("Amira", at) for at in ("2026-03-02T15:00Z", "2026-03-02T15:10Z"))
    await talk.at("2026-03-02T15:10Z", last, first)  # heard in the wrong order
    await talk.at(at, reply("Amira", "got a rash", at=at))
    assert await talk.texts() == texts


async def test_a_reply_is_answered_again_after_the_pause_and_its_rash_followed_up(talk: Talk) -> None:
    await talk.at("2026-03-02T15:00Z", checkin_due("Amira"), staff_texted("Amira", "2026-03-02T15:00Z"))
    await talk.at("2026-03-02T15:20Z", reply("Amira", "got a rash"))
    await talk.at("2026-03-02T17:00Z", reply("Amira", "got a rash", at="2026-03-02T17:00Z"))
    assert await talk.texts() == ["moderate", "rash_followup"]
    assert await talk.state_of("Amira") == "followup_asked"


async def test_staff_talking_with_amira_keep_nobody_else_waiting(talk: Talk) -> None:
    await talk.at("2026-03-02T14:55Z", staff_texted("Amira", "2026-03-02T14:55Z"))
    await talk.at("2026-03-02T15:00Z", checkin_due("Bruno"))
    await talk.at("2026-03-02T15:20Z", reply("Bruno", "no problems"))
    assert await talk.prompts() == [("first_prompt", "03-02T15:00")]
    assert await talk.texts() == ["none"]


async def test_who_shares_the_phone_that_staff_text_gets_no_answer_in_between(talk: Talk) -> None:
    await talk.at("2026-03-02T15:10Z", staff_texted("Amira", "2026-03-02T15:10Z"))
    shared = reply(stranger("family phone"), "no problems", candidates=("Amira", "Bruno"))
    await talk.at("2026-03-02T15:20Z", shared)
    assert (await talk.texts(), await talk.concerns()) == ([], [Level.UNCLEAR])


async def test_brunos_reminder_waits_until_the_pause_ends_and_goes_once(talk: Talk) -> None:
    await talk.at("2026-03-02T15:00Z", checkin_due("Bruno"))
    await talk.at("2026-03-02T18:30Z", staff_texted("Bruno", "2026-03-02T18:30Z"))
    for moment in ("2026-03-02T19:00Z", "2026-03-02T19:29Z", "2026-03-02T19:30Z", "2026-03-02T19:31Z"):
        await talk.at(moment)
    assert await talk.prompts() == [("first_prompt", "03-02T15:00"), ("reminder", "03-02T19:30")]


async def test_brunos_silence_is_told_whether_staff_talk_with_him_or_not(talk: Talk) -> None:
    await talk.at("2026-03-02T15:00Z", checkin_due("Bruno"))
    await talk.at("2026-03-03T14:30Z", staff_texted("Bruno", "2026-03-03T14:30Z"))
    await talk.at("2026-03-03T15:00Z")
    assert len(await said(talk.works, CheckinUnanswered)) == 1


async def test_a_question_due_in_a_pause_is_put_once_when_it_ends(talk: Talk) -> None:
    await talk.at("2026-03-02T14:50Z", staff_texted("Amira", "2026-03-02T14:50Z"))
    await talk.at("2026-03-02T15:00Z", checkin_due("Amira"), checkin_due("Amira"))
    assert (await talk.state_of("Amira"), await talk.prompts()) == ("held", [])
    await talk.at("2026-03-02T15:10Z", staff_texted("Amira", "2026-03-02T15:10Z"))
    for moment in ("2026-03-02T15:50Z", "2026-03-02T16:09Z", "2026-03-02T16:10Z", "2026-03-02T16:11Z"):
        await talk.at(moment)
    assert await talk.prompts() == [("first_prompt", "03-02T16:10")]
    (prompt,) = await said(talk.works, PromptRequested)
    assert prompt.expires_at == datetime.fromisoformat("2026-03-04T01:00Z")
    assert await talk.state_of("Amira") == "asked"
    await talk.at("2026-03-02T20:10Z")
    assert (await talk.prompts())[1:] == [("reminder", "03-02T20:10")]
    await talk.at("2026-03-03T16:09Z")
    assert not await said(talk.works, CheckinUnanswered)
    await talk.at("2026-03-03T16:10Z")
    assert len(await said(talk.works, CheckinUnanswered)) == 1


async def test_a_question_that_expires_in_a_pause_is_never_put_and_told_as_unanswered(talk: Talk) -> None:
    await talk.at("2026-03-03T23:50Z", staff_texted("Amira", "2026-03-03T23:50Z"))
    await talk.at("2026-03-03T23:55Z", checkin_due("Amira"))  # of yesterday, and useful until 01:00
    await talk.at("2026-03-04T00:40Z", staff_texted("Amira", "2026-03-04T00:40Z"))
    await talk.at("2026-03-04T00:59Z")
    assert not await said(talk.works, CheckinUnanswered)
    await talk.at("2026-03-04T01:00Z")
    await talk.at("2026-03-04T01:40Z")
    (unanswered,) = await said(talk.works, CheckinUnanswered)
    assert unanswered.occurred_at == datetime.fromisoformat("2026-03-04T01:00Z")
    assert (await talk.prompts(), await talk.state_of("Amira")) == ([], "unanswered")


async def test_a_week_after_her_first_question_amira_is_not_told_again_how_to_opt_out(talk: Talk) -> None:
    await talk.at("2026-03-02T15:00Z", checkin_due("Amira"))
    await talk.at("2026-03-08T15:00Z", staff_texted("Amira", "2026-03-08T15:00Z"))
    week = checkin_due("Amira", Milestone.WEEK_1, at="2026-03-08T15:01Z")
    await talk.at("2026-03-08T15:01Z", week)
    await talk.at("2026-03-08T16:00Z")
    assert (await talk.prompts())[-1] == ("prompt", "03-08T16:00")


async def test_a_reply_that_comes_while_a_question_is_held_answers_the_one_before(talk: Talk) -> None:
    await talk.at("2026-03-02T15:00Z", checkin_due("Amira"))
    await talk.at("2026-03-08T15:00Z", staff_texted("Amira", "2026-03-08T15:00Z"))
    week = checkin_due("Amira", Milestone.WEEK_1, at="2026-03-08T15:01Z")
    await talk.at("2026-03-08T15:01Z", week)
    await talk.at("2026-03-08T15:05Z", reply("Amira", "still itchy", at="2026-03-08T15:05Z"))
    (assessed,) = await said(talk.works, SymptomsAssessed)
    assert (assessed.checkin_id, assessed.day) == (id_of("Amira session 1 day_1"), 7)
    assert await talk.state_of("Amira", Milestone.WEEK_1) == "held"


async def test_of_two_questions_due_in_one_pause_only_the_newer_is_put(talk: Talk) -> None:
    await talk.at("2026-03-08T14:50Z", staff_texted("Amira", "2026-03-08T14:50Z"))
    await talk.at("2026-03-08T15:00Z", checkin_due("Amira", at="2026-03-08T14:51Z"))
    await talk.at("2026-03-08T15:01Z", checkin_due("Amira", Milestone.WEEK_1, at="2026-03-08T15:01Z"))
    await talk.at("2026-03-08T15:50Z")
    assert await talk.prompts() == [("first_prompt", "03-08T15:50")]
    assert await talk.state_of("Amira") == "superseded"


async def test_a_forgotten_patient_is_not_asked_after_the_pause_and_it_is_erased(talk: Talk) -> None:
    await talk.at("2026-03-02T14:50Z", staff_texted("Hana", "2026-03-02T14:50Z"))
    await talk.at("2026-03-02T15:00Z", checkin_due("Hana"), patient_forgotten("Hana"))
    async with talk.works.engine.connect() as connection:
        assert not (await connection.execute(select(pauses))).all()
    await talk.at("2026-03-02T15:50Z")
    assert await talk.prompts() == []
    with pytest.raises(Refused):
        await talk.at("2026-03-02T15:51Z", staff_texted("Hana", "2026-03-02T15:51Z"))
