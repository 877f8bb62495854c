import asyncio
from datetime import datetime
from uuid import UUID, uuid5

import pytest
from conftest import OpenWorks
from sqlalchemy import select
from support.builders_checkins import (
    BrokenTriage,
    ScriptedTriage,
    checkin_due,
    patient,
    reply,
    retracted,
    stranger,
    tick,
)
from support.clock import StoppedClock
from support.events import clinic_configured, id_of, patient_changed, patient_forgotten
from support.heard import said, tell, topics_said

from aftercare_chassis import Handlers, NotYet, Refused, Works, inbox
from aftercare_chassis.group import Group
from aftercare_checkins import texts
from aftercare_checkins.domain.speech import NAMESPACE
from aftercare_checkins.domain.triage import Prompt
from aftercare_checkins.handlers import handlers
from aftercare_checkins.tables import conversations, languages, replies
from aftercare_contracts import (
    CheckinUnanswered,
    ConcernRaised,
    Event,
    Keyword,
    Level,
    MessageRequested,
    Milestone,
    OptOutRequested,
    PatientErased,
    PromptRequested,
    Purpose,
    ReplyReceived,
    SymptomsAssessed,
)

TEXTS = texts.load()
WEEK_1_AT = "2026-03-08T14:00Z"


async def state_of(works: Works, name: str, milestone: Milestone = Milestone.DAY_1) -> str:
    query = select(conversations.c.state).where(
        conversations.c.checkin_id == id_of(f"{name} session 1 {milestone}")
    )
    async with works.engine.connect() as connection:
        return str((await connection.execute(query)).scalar_one())


async def kept(works: Works, event: ReplyReceived) -> dict[str, object]:
    async with works.engine.connect() as connection:
        query = select(replies).where(replies.c.reply_id == event.reply_id)
        return dict((await connection.execute(query)).mappings().one())


def checkin_id(name: str, milestone: Milestone = Milestone.DAY_1) -> UUID:
    return id_of(f"{name} session 1 {milestone}")


async def test_amira_is_asked_with_the_clinics_name_and_how_to_opt_out(works: Works, heard: Handlers) -> None:
    await tell(works, heard, checkin_due("Amira"))
    (prompt,) = await said(works, PromptRequested)
    assert prompt.message_id == uuid5(NAMESPACE, f"{checkin_id('Amira')}/prompt")
    assert prompt.party == patient("Amira")
    assert (prompt.purpose, prompt.wording) == (Purpose.PROMPT, "first_prompt.en.1")
    assert prompt.text == (
        "Harbor Scalp Clinic: How is your scalp? 0 no problems, 1 mild, 2 moderate, 3 severe, "
        "4 very severe, or tell us in your words. Reply STOP to opt out."
    )
    assert prompt.expires_at == datetime.fromisoformat("2026-03-04T01:00Z")
    assert prompt.occurred_at == datetime.fromisoformat("2026-03-02T15:00Z")
    assert prompt.correlation_id == id_of("Amira session 1")


async def test_a_check_in_told_twice_is_asked_once(works: Works, heard: Handlers) -> None:
    await tell(works, heard, checkin_due("Amira"), checkin_due("Amira"))
    assert len(await said(works, PromptRequested)) == 1


async def test_amira_reports_a_severe_rash(works: Works, heard: Handlers, clock: StoppedClock) -> None:
    await tell(works, heard, checkin_due("Amira"))
    clock.set("2026-03-02T15:20:01Z")
    answer = reply("Amira", "rash is bad")
    await tell(works, heard, answer)
    assert await topics_said(works) == [
        PromptRequested.topic,
        SymptomsAssessed.topic,
        ConcernRaised.topic,
        MessageRequested.topic,
    ]
    (assessed,) = await said(works, SymptomsAssessed)
    assert (assessed.level, assessed.rule, assessed.version) == (Level.SEVERE, "scripted-severe", "script-1")
    assert (assessed.day, assessed.checkin_id) == (1, checkin_id("Amira"))
    assert (assessed.symptoms, assessed.matched) == (("rash",), ("rash is bad",))
    (concern,) = await said(works, ConcernRaised)
    assert (concern.level, concern.reply_id, concern.language) == (Level.SEVERE, answer.reply_id, "en")
    assert concern.procedure_id == id_of("Amira session 1")
    assert concern.occurred_at == datetime.fromisoformat("2026-03-02T15:20:01Z")
    (text,) = await said(works, MessageRequested)
    assert text.message_id == uuid5(NAMESPACE, f"{answer.reply_id}/answer")
    assert (text.purpose, text.wording, text.expires_at) == (Purpose.SAFETY, "severe.en.1", None)
    assert "call 911 now" in text.text
    assert await state_of(works, "Amira") == "handed_over"


async def test_what_a_reply_was_read_as_is_kept_with_the_words(works: Works, heard: Handlers) -> None:
    answer = reply("Amira", "got a rash")
    await tell(works, heard, checkin_due("Amira"), answer)
    row = await kept(works, answer)
    assert {name: row[name] for name in ("words", "level", "rule", "version", "prompt", "day")} == {
        "words": "got a rash",
        "level": "MODERATE",
        "rule": "scripted-moderate",
        "version": "script-1",
        "prompt": "overall",
        "day": 1,
    }
    assert (row["symptoms"], row["matched"], row["negated"]) == (["rash"], ["got a rash"], [])


async def test_amiras_rash_is_followed_up_and_her_next_number_answers_the_follow_up(
    works: Works, heard: Handlers, clock: StoppedClock, triage: ScriptedTriage
) -> None:
    await tell(works, heard, checkin_due("Amira"), reply("Amira", "got a rash"))
    answer, followup = await said(works, MessageRequested)
    assert (answer.wording, followup.wording) == ("moderate.en.1", "rash_followup.en.1")
    assert followup.message_id == uuid5(NAMESPACE, f"{checkin_id('Amira')}/followup")
    assert followup.text == (
        "Harbor Scalp Clinic: How bad is the rash now? 0 gone, 1 mild, 2 moderate, 3 severe, 4 very severe."
    )
    assert await state_of(works, "Amira") == "followup_asked"
    clock.set("2026-03-02T15:30Z")
    await tell(works, heard, reply("Amira", "3", at="2026-03-02T15:30Z"))
    assert triage.asked[-1] == ("3", 1, Prompt.RASH_FOLLOWUP)
    assert await state_of(works, "Amira") == "handed_over"
    assert [one.level for one in await said(works, ConcernRaised)] == [Level.MODERATE, Level.SEVERE]


async def test_a_reply_told_twice_is_answered_once(works: Works, heard: Handlers) -> None:
    again = reply("Amira", "rash is bad").model_copy(update={"event_id": id_of("told again")})
    await tell(works, heard, checkin_due("Amira"), reply("Amira", "rash is bad"), again)
    assert len(await said(works, ConcernRaised)) == len(await said(works, MessageRequested)) == 1


async def test_bruno_stays_silent_is_reminded_once_and_then_told_of(
    works: Works, heard: Handlers, clock: StoppedClock
) -> None:
    await tell(works, heard, checkin_due("Bruno"))
    told = []
    for moment in ("2026-03-02T18:59Z", "2026-03-02T19:00Z", "2026-03-03T14:59Z", "2026-03-03T15:00Z"):
        clock.set(moment)
        await tick(works)
        await tick(works)
        told.append((len(await said(works, PromptRequested)), len(await said(works, CheckinUnanswered))))
    assert told == [(1, 0), (2, 0), (2, 0), (2, 1)]
    reminder = (await said(works, PromptRequested))[1]
    assert (reminder.purpose, reminder.wording) == (Purpose.REMINDER, "reminder.en.1")
    assert reminder.message_id == uuid5(NAMESPACE, f"{checkin_id('Bruno')}/reminder")
    assert reminder.expires_at == datetime.fromisoformat("2026-03-04T01:00Z")
    (unanswered,) = await said(works, CheckinUnanswered)
    assert (unanswered.checkin_id, unanswered.milestone) == (checkin_id("Bruno"), Milestone.DAY_1)
    assert not await said(works, ConcernRaised)


async def test_bruno_is_not_reminded_when_the_service_was_down_until_the_deadline(
    works: Works, heard: Handlers, clock: StoppedClock
) -> None:
    await tell(works, heard, checkin_due("Bruno"))
    clock.set("2026-03-05T15:00Z")
    await tick(works)
    assert len(await said(works, PromptRequested)) == len(await said(works, CheckinUnanswered)) == 1


async def test_bruno_falls_silent_a_week_after_an_itch_and_a_person_must_look(
    works: Works, heard: Handlers, clock: StoppedClock
) -> None:
    await tell(works, heard, checkin_due("Bruno"), reply("Bruno", "still itchy"))
    clock.set(WEEK_1_AT)
    await tell(works, heard, checkin_due("Bruno", Milestone.WEEK_1, at=WEEK_1_AT))
    clock.set("2026-03-09T14:00Z")
    await tick(works)
    concern = (await said(works, ConcernRaised))[-1]
    assert (concern.level, concern.rule) == (Level.MODERATE, "silence-after-moderate")
    assert concern.reply_id is None
    assert concern.occurred_at == datetime.fromisoformat("2026-03-09T14:00Z")
    assert len(await said(works, CheckinUnanswered)) == 1


async def test_brunos_silence_after_the_follow_up_goes_to_a_person(
    works: Works, heard: Handlers, clock: StoppedClock
) -> None:
    await tell(works, heard, checkin_due("Bruno"), reply("Bruno", "got a rash"))
    clock.set("2026-03-03T15:00Z")
    await tick(works)
    assert [one.rule for one in await said(works, ConcernRaised)] == [
        "scripted-moderate",
        "silence-after-moderate",
    ]
    assert not await said(works, CheckinUnanswered)
    assert await state_of(works, "Bruno") == "handed_over"


async def test_a_late_answer_is_read_after_silence_was_told(
    works: Works, heard: Handlers, clock: StoppedClock
) -> None:
    await tell(works, heard, checkin_due("Bruno"))
    clock.set("2026-03-04T09:00Z")
    await tick(works)
    await tell(works, heard, reply("Bruno", "no problems", at="2026-03-04T09:00Z"))
    assert await state_of(works, "Bruno") == "answered"
    assert [one.wording for one in await said(works, MessageRequested)] == ["none.en.1"]


async def test_chloe_texts_stop_and_hears_nothing_but_her_silence_is_told(
    works: Works, heard: Handlers, clock: StoppedClock
) -> None:
    stop = reply("Chloe", "STOP", keyword=Keyword.STOP)
    await tell(works, heard, checkin_due("Chloe"), stop)
    assert await topics_said(works) == [PromptRequested.topic]
    row = await kept(works, stop)
    assert (row["words"], row["keyword"], row["level"]) == ("STOP", "stop", None)
    clock.set("2026-03-02T20:00Z")
    await tick(works)
    assert await topics_said(works) == [PromptRequested.topic]
    clock.set("2026-03-03T15:00Z")
    await tick(works)
    assert await topics_said(works) == [PromptRequested.topic, CheckinUnanswered.topic]


async def test_chloe_opts_out_in_her_own_words_with_an_emergency_and_triage_comes_first(
    works: Works, heard: Handlers
) -> None:
    await tell(works, heard, checkin_due("Chloe"), reply("Chloe", "stop texting me, tongue is swelling"))
    assert (await topics_said(works))[1:] == [
        SymptomsAssessed.topic,
        ConcernRaised.topic,
        MessageRequested.topic,
        OptOutRequested.topic,
    ]
    (text,) = await said(works, MessageRequested)
    assert (text.wording, text.purpose) == ("emergency.en.1", Purpose.SAFETY)
    (opt_out,) = await said(works, OptOutRequested)
    assert opt_out.after_message_id == text.message_id


async def test_chloe_opts_out_in_her_own_words_and_nothing_else(works: Works, heard: Handlers) -> None:
    opt_out = reply("Chloe", "stop texting me")
    await tell(works, heard, checkin_due("Chloe"), opt_out)
    assert (await topics_said(works))[1:] == [SymptomsAssessed.topic, OptOutRequested.topic]
    (said_so,) = await said(works, OptOutRequested)
    assert (said_so.party, said_so.reply_id) == (patient("Chloe"), opt_out.reply_id)
    assert await state_of(works, "Chloe") == "waiting"


async def test_diego_is_asked_and_answered_in_spanish(
    works: Works, heard: Handlers, clock: StoppedClock
) -> None:
    await tell(works, heard, checkin_due("Diego", language="es"), reply("Diego", "pica mucho"))
    (prompt,) = await said(works, PromptRequested)
    assert prompt.wording == "first_prompt.es.1"
    assert prompt.text.startswith("Harbor Scalp Clinic: ¿Qué tal su cuero cabelludo?")
    (answer,) = await said(works, MessageRequested)
    assert answer.wording == "moderate.es.1"
    assert (await said(works, ConcernRaised))[0].language == "es"
    clock.set(WEEK_1_AT)
    await tell(works, heard, patient_changed("Diego", revision=2, timezone="America/New_York"))
    await tell(works, heard, checkin_due("Diego", Milestone.WEEK_1, at=WEEK_1_AT, language="es"))
    assert (await said(works, PromptRequested))[1].wording == "prompt.en.1"


async def test_a_language_that_nobody_wrote_is_the_clinics(works: Works, heard: Handlers) -> None:
    await tell(works, heard, checkin_due("Linh", language="vi"))
    assert (await said(works, PromptRequested))[0].wording == "first_prompt.en.1"


async def test_esras_second_prompt_supersedes_the_first_and_gives_its_day(
    works: Works, heard: Handlers, clock: StoppedClock, triage: ScriptedTriage
) -> None:
    await tell(works, heard, checkin_due("Esra"))
    clock.set("2026-03-02T16:00Z")
    await tell(works, heard, checkin_due("Esra", Milestone.WEEK_1, at="2026-03-02T16:00Z"))
    assert [one.wording for one in await said(works, PromptRequested)] == ["first_prompt.en.1", "prompt.en.1"]
    assert await state_of(works, "Esra") == "superseded"
    clock.set("2026-03-02T16:05Z")
    await tell(works, heard, reply("Esra", "still itchy", at="2026-03-02T16:05Z"))
    await tell(works, heard, reply("Esra", "0", at="2026-03-02T15:59Z"))
    assert triage.asked == [("still itchy", 7, Prompt.OVERALL), ("0", 1, Prompt.OVERALL)]
    assert await state_of(works, "Esra") == "superseded"
    clock.set("2026-03-09T15:00Z")
    await tick(works)
    assert not await said(works, CheckinUnanswered)


@pytest.mark.parametrize("handled_first", ["the reply", "the question"])
async def test_a_reply_sent_before_the_newer_question_was_put_answers_the_older_whichever_is_handled_first(
    works: Works, heard: Handlers, clock: StoppedClock, triage: ScriptedTriage, handled_first: str
) -> None:
    await tell(works, heard, checkin_due("Esra"))
    # Due at 14:00, and put at 14:10 only; what she wrote in between cannot be an answer to it.
    week = checkin_due("Esra", Milestone.WEEK_1, at=WEEK_1_AT)
    itch = reply("Esra", "still itchy", at="2026-03-08T14:05Z")
    clock.set("2026-03-08T14:10Z")
    await tell(works, heard, *((itch, week) if handled_first == "the reply" else (week, itch)))
    (assessed,) = await said(works, SymptomsAssessed)
    assert (assessed.checkin_id, assessed.level) == (checkin_id("Esra"), Level.MODERATE)
    assert [one.level for one in await said(works, ConcernRaised)] == [Level.MODERATE]
    assert await state_of(works, "Esra", Milestone.WEEK_1) == "asked"
    await tell(works, heard, reply("Esra", "0", at="2026-03-08T14:30Z"))
    assert [one.checkin_id for one in await said(works, SymptomsAssessed)][1] == checkin_id(
        "Esra", Milestone.WEEK_1
    )
    assert await state_of(works, "Esra", Milestone.WEEK_1) == "answered"
    assert triage.asked[-1] == ("0", 7, Prompt.OVERALL)


async def test_a_number_sent_before_the_newer_question_was_put_still_answers_the_follow_up(
    works: Works, heard: Handlers, clock: StoppedClock, triage: ScriptedTriage
) -> None:
    await tell(works, heard, checkin_due("Esra"), reply("Esra", "got a rash"))
    clock.set("2026-03-02T16:00Z")
    await tell(works, heard, checkin_due("Esra", Milestone.WEEK_1, at="2026-03-02T16:00Z"))
    await tell(works, heard, reply("Esra", "3", at="2026-03-02T15:59:59Z"))
    assert triage.asked[-1] == ("3", 1, Prompt.RASH_FOLLOWUP)
    assert [one.level for one in await said(works, ConcernRaised)] == [Level.MODERATE, Level.SEVERE]
    assert await state_of(works, "Esra", Milestone.WEEK_1) == "asked"


async def test_prompts_that_arrive_in_the_wrong_order_ask_only_the_newer(
    works: Works, heard: Handlers
) -> None:
    await tell(works, heard, checkin_due("Esra", Milestone.WEEK_1, at=WEEK_1_AT), checkin_due("Esra"))
    (prompt,) = await said(works, PromptRequested)
    assert prompt.message_id == uuid5(NAMESPACE, f"{checkin_id('Esra', Milestone.WEEK_1)}/prompt")


async def test_farid_who_was_never_asked_is_read_by_the_rules_of_a_week(
    works: Works, heard: Handlers, triage: ScriptedTriage
) -> None:
    await tell(works, heard, reply("Farid", "rash is bad"))
    assert triage.asked == [("rash is bad", 7, Prompt.OVERALL)]
    (assessed,) = await said(works, SymptomsAssessed)
    assert (assessed.checkin_id, assessed.procedure_id) == (None, None)
    assert [one.level for one in await said(works, ConcernRaised)] == [Level.SEVERE]


async def test_grace_goes_from_nothing_to_an_itch_and_that_is_severe(works: Works, heard: Handlers) -> None:
    fine = reply("Grace", "no problems")
    itch = reply("Grace", "still itchy", at="2026-03-02T16:00Z")
    await tell(works, heard, checkin_due("Grace"), fine, itch)
    assert [(one.level, one.rule) for one in await said(works, ConcernRaised)] == [
        (Level.SEVERE, "two-step-rise+scripted-moderate")
    ]


async def test_a_retracted_reply_is_no_longer_graces_last_and_her_question_stands_again(
    works: Works, heard: Handlers, clock: StoppedClock
) -> None:
    theirs = reply("Grace", "no problems")
    await tell(works, heard, checkin_due("Grace"), theirs, retracted("Grace", theirs))
    assert await state_of(works, "Grace") == "waiting"
    itch = reply("Grace", "still itchy", at="2026-03-02T16:00Z")
    await tell(works, heard, itch, retracted("Grace", theirs))
    assert [one.level for one in await said(works, ConcernRaised)] == [Level.MODERATE]
    assert await state_of(works, "Grace") == "handed_over"
    clock.set("2026-03-03T15:00Z")
    await tick(works)
    assert not await said(works, CheckinUnanswered)


async def test_a_retraction_that_comes_before_its_reply_is_tried_again(works: Works, heard: Handlers) -> None:
    theirs = reply("Grace", "no problems")
    with pytest.raises(NotYet):
        await tell(works, heard, retracted("Grace", theirs))


async def test_hana_is_forgotten_and_her_words_with_her(
    works: Works, heard: Handlers, clock: StoppedClock
) -> None:
    own = reply("Hana", "still itchy")
    shared = reply(stranger("family phone"), "a little pink", candidates=("Hana", "Ivan"))
    await tell(works, heard, checkin_due("Hana"), own, shared, patient_forgotten("Hana"))
    for event in (own, shared):
        row = await kept(works, event)
        assert (row["words"], row["matched"]) == ("", [])
        assert row["level"] is not None
    async with works.engine.connect() as connection:
        assert not (await connection.execute(select(languages))).all()
    late = reply("Hana", "rash is bad", at="2026-03-02T15:50Z")
    await tell(works, heard, late)
    assert (await kept(works, late))["words"] == ""
    assert (await said(works, SymptomsAssessed))[-1].matched == ()
    assert (await said(works, ConcernRaised))[-1].level is Level.SEVERE
    clock.set("2026-03-09T15:00Z")
    await tick(works)
    assert not await said(works, CheckinUnanswered)


async def test_hana_once_forgotten_is_asked_nothing_and_her_language_is_not_kept(
    works: Works, heard: Handlers
) -> None:
    await tell(works, heard, patient_forgotten("Hana"))
    with pytest.raises(Refused):
        await tell(works, heard, checkin_due("Hana"))
    with pytest.raises(Refused):
        await tell(works, heard, patient_changed("Hana", revision=3, timezone="America/New_York"))
    assert await topics_said(works) == [PatientErased.topic]


async def test_whoever_writes_from_an_unknown_number_is_looked_at_by_a_person(
    works: Works, heard: Handlers
) -> None:
    fine = reply(stranger("unknown number"), "no problems")
    await tell(works, heard, fine, reply(stranger("another number"), "STOP", keyword=Keyword.STOP))
    (concern,) = await said(works, ConcernRaised)
    assert (concern.level, concern.rule) == (Level.UNCLEAR, "unknown-sender+scripted-none")
    assert (concern.party, concern.correlation_id) == (fine.party, fine.correlation_id)
    (answer,) = await said(works, MessageRequested)
    assert (answer.party, answer.wording) == (fine.party, "unclear.en.1")


async def test_of_patients_who_share_a_phone_neither_check_in_counts_as_answered(
    works: Works, heard: Handlers, clock: StoppedClock, triage: ScriptedTriage
) -> None:
    await tell(works, heard, checkin_due("Amira"), checkin_due("Bruno", Milestone.MONTH_1))
    shared = reply(stranger("family phone"), "todo bien", candidates=("Amira", "Bruno"))
    await tell(works, heard, shared)
    assert triage.asked == [("todo bien", 30, Prompt.OVERALL)]
    assert [one.level for one in await said(works, ConcernRaised)] == [Level.UNCLEAR]
    clock.set("2026-03-03T15:00Z")
    await tick(works)
    assert len(await said(works, CheckinUnanswered)) == 2


async def test_an_engine_that_breaks_loses_no_reply(works: Works) -> None:
    broken = handlers(TEXTS, BrokenTriage())
    await tell(works, broken, checkin_due("Amira"), reply("Amira", "tongue is swelling"))
    (assessed,) = await said(works, SymptomsAssessed)
    assert (assessed.level, assessed.rule) == (Level.UNCLEAR, "engine-failure")
    assert [one.level for one in await said(works, ConcernRaised)] == [Level.SEVERE]
    assert [one.wording for one in await said(works, MessageRequested)] == ["unclear.en.1"]


async def test_a_check_in_of_a_clinic_nobody_has_heard_of_is_tried_again(
    open_works: OpenWorks, heard: Handlers
) -> None:
    works = await open_works("aftercare_checkins")
    with pytest.raises(NotYet):
        await tell(works, heard, checkin_due("Jun"))
    await tell(works, heard, clinic_configured(), checkin_due("Jun"))
    assert len(await said(works, PromptRequested)) == 1


async def test_a_report_to_a_clinic_nobody_has_heard_of_does_not_wait(
    open_works: OpenWorks, heard: Handlers
) -> None:
    works = await open_works("aftercare_checkins")
    await tell(works, heard, reply("Jun", "rash is bad"))
    assert [one.level for one in await said(works, ConcernRaised)] == [Level.SEVERE]
    (text,) = await said(works, MessageRequested)
    assert text.text.startswith("Aftercare: ")
    assert "911 or 112" in text.text


async def test_an_older_revision_of_a_clinic_changes_nothing(works: Works, heard: Handlers) -> None:
    renamed = clinic_configured(revision=3).model_copy(update={"name": "Clínica Norte"})
    await tell(works, heard, renamed, clinic_configured(revision=2), checkin_due("Amira"))
    assert (await said(works, PromptRequested))[0].text.startswith("Clinica Norte: How")


async def test_replies_that_share_a_transaction_are_read_in_turn(works: Works, heard: Handlers) -> None:
    await tell(works, heard, checkin_due("Amira"), checkin_due("Bruno"))
    batch: list[Event] = [
        reply("Amira", "no problems", at="2026-03-02T15:20Z"),
        reply("Bruno", "rash is bad", at="2026-03-02T15:21Z"),
        reply("Amira", "still itchy", at="2026-03-02T15:22Z"),
        reply("Amira", "no problems", at="2026-03-02T15:20Z"),
    ]
    group = Group("replies", heard[ReplyReceived], works, size=10)
    arrived = [
        inbox.Received(event=one, digest=inbox.digest(one.model_dump_json().encode())) for one in batch
    ]
    assert await group._attempt(arrived) is None
    assert [(one.party, one.level) for one in await said(works, ConcernRaised)] == [
        (patient("Bruno"), Level.SEVERE),
        (patient("Amira"), Level.SEVERE),
    ]
    assert len(await said(works, SymptomsAssessed)) == 3


async def test_two_replicas_tell_each_silence_once(
    works: Works, heard: Handlers, clock: StoppedClock
) -> None:
    names = [f"patient {number}" for number in range(600)]
    await tell(works, heard, *(checkin_due(name) for name in names))
    clock.set("2026-03-03T15:00Z")
    await asyncio.gather(*(tick(works) for _ in range(3)))
    await tick(works)
    told = [one.checkin_id for one in await said(works, CheckinUnanswered)]
    assert len(told) == len(set(told)) == len(names)


async def test_a_reply_and_the_forgetting_of_its_writer_at_once_leave_no_words(
    works: Works, heard: Handlers
) -> None:
    answer = reply("Hana", "still itchy")
    await asyncio.gather(tell(works, heard, answer), tell(works, heard, patient_forgotten("Hana")))
    assert (await kept(works, answer))["words"] == ""
