"""Texts that people send us."""

import asyncio

from services.notifications.stage import Stage, Twilio, sid_of
from support.builders_notifications import (
    MAYA,
    NURSE,
    TOM,
    message_requested,
    patient,
    patient_registered,
    prompt_requested,
    staff,
    staff_registered,
)
from support.events import CLINIC, id_of
from support.heard import said

from aftercare_chassis import database
from aftercare_contracts import (
    ConsentGiven,
    ConsentWithdrawn,
    Keyword,
    MessageFailed,
    PartyKind,
    Purpose,
    ReplyReceived,
    StaffReplyReceived,
)
from aftercare_notifications.domain.writers import stranger

SID = sid_of(1)
FORM = "application/x-www-form-urlencoded"
FORM_HEADER = [(b"Content-Type", FORM.encode())]


async def test_the_same_text_five_times_at_once_is_one_reply(stage: Stage, twilio: Twilio) -> None:
    await stage.tell(patient_registered())
    answers = await asyncio.gather(
        *(twilio.text("A bad rash", sid=SID, number=MAYA, NumMedia="2") for _ in range(5))
    )
    assert {(one.status_code, one.text, one.headers["content-type"][:8]) for one in answers} == {
        (200, "<Response/>", "text/xml")
    }
    [reply] = await said(stage.works, ReplyReceived)
    assert (reply.party, reply.words, reply.photos, reply.keyword) == (
        patient("Maya Ortiz"),
        "A bad rash",
        2,
        None,
    )
    assert await stage.rows("inbound") == 1


async def test_a_reply_belongs_to_what_was_last_sent_to_the_patient(stage: Stage, twilio: Twilio) -> None:
    await stage.tell(patient_registered())
    await twilio.text("Hello?", sid=sid_of(1), number=MAYA)
    await stage.tell(prompt_requested())
    await stage.send()
    await twilio.text("Fine", sid=sid_of(2), number=MAYA)
    before, after = await said(stage.works, ReplyReceived)
    assert before.correlation_id == id_of("Maya Ortiz")
    assert after.correlation_id == id_of("Maya Ortiz session 1")


async def test_a_reply_that_is_faster_than_the_carriers_answer_belongs_to_that_text(
    stage: Stage, twilio: Twilio
) -> None:
    await stage.tell(patient_registered(), prompt_requested())
    await stage.execute("update messages set state = 'sending'")
    await twilio.text("Fine", sid=SID, number=MAYA)
    [reply] = await said(stage.works, ReplyReceived)
    assert reply.correlation_id == id_of("Maya Ortiz session 1")


async def test_after_stop_nothing_is_sent_any_more_not_even_a_safety_text(
    stage: Stage, twilio: Twilio
) -> None:
    await stage.tell(patient_registered(), prompt_requested())
    await twilio.text(" Stop ", sid=SID, number=MAYA)
    await stage.tell(message_requested(patient("Maya Ortiz")))
    await stage.send()
    assert stage.carrier.posted == []
    [reply] = await said(stage.works, ReplyReceived)
    assert reply.keyword is Keyword.STOP
    [withdrawn] = await said(stage.works, ConsentWithdrawn)
    assert withdrawn.party == patient("Maya Ortiz")
    reasons = {(one.code, one.reason) for one in await said(stage.works, MessageFailed)}
    assert reasons == {(None, "The patient has opted out: phone them.")}


async def test_a_page_to_staff_who_opted_out_fails_at_once(stage: Stage, twilio: Twilio) -> None:
    await stage.tell(staff_registered())
    await twilio.text("STOP", sid=SID, number=NURSE)
    await stage.tell(message_requested(staff("Nora"), purpose=Purpose.PAGE))
    await stage.send()
    [failed] = await said(stage.works, MessageFailed)
    assert "opted out" in failed.reason
    assert [one.words for one in await said(stage.works, StaffReplyReceived)] == ["STOP"]


async def test_start_opts_in_again_and_yes_is_an_answer_to_everybody_else(
    stage: Stage, twilio: Twilio
) -> None:
    await stage.tell(patient_registered())
    for number, words in enumerate(("YES", "stop", "stop", "Yes", "YES")):
        await twilio.text(words, sid=sid_of(number), number=MAYA)
    keywords = [one.keyword for one in await said(stage.works, ReplyReceived)]
    assert keywords == [None, Keyword.STOP, Keyword.STOP, Keyword.START, None]
    assert len(await said(stage.works, ConsentWithdrawn)) == 1
    assert [one.source for one in await said(stage.works, ConsentGiven)] == ["intake-form", "text START"]
    await stage.tell(prompt_requested())
    await stage.send()
    assert len(stage.carrier.posted) == 1


async def test_what_the_carrier_calls_an_opt_out_is_one_whatever_the_words(
    stage: Stage, twilio: Twilio
) -> None:
    await stage.tell(patient_registered())
    await twilio.text("Genug", sid=SID, number=MAYA, OptOutType="STOP")
    assert [one.keyword for one in await said(stage.works, ReplyReceived)] == [Keyword.STOP]
    assert len(await said(stage.works, ConsentWithdrawn)) == 1


async def test_more_than_a_word_that_the_carrier_took_for_an_opt_out_is_one_and_is_read_as_well(
    stage: Stage, twilio: Twilio
) -> None:
    await stage.tell(patient_registered())
    await twilio.text("Stop, my face is swelling", sid=SID, number=MAYA, OptOutType="STOP")
    assert [one.keyword for one in await said(stage.works, ReplyReceived)] == [None]
    assert len(await said(stage.works, ConsentWithdrawn)) == 1


async def test_the_ledger_says_what_was_shown_where_when_and_by_whom(stage: Stage, twilio: Twilio) -> None:
    registered = patient_registered()
    assert registered.consent is not None
    agreed = registered.consent.model_copy(update={"recorded_by": "Mara at the desk"})
    await stage.tell(registered.model_copy(update={"consent": agreed}))
    [given] = await said(stage.works, ConsentGiven)
    assert (given.source, given.wording, given.given_at, given.recorded_by) == (
        "intake-form",
        "intake.en.1",
        agreed.given_at,
        "Mara at the desk",
    )
    await twilio.text("STOP", sid=sid_of(1), number=MAYA)
    await twilio.text("START", sid=sid_of(2), number=MAYA)
    async with stage.works.engine.connect() as connection:
        query = "select state, source, wording, recorded_by from consent_ledger order by id"
        assert [tuple(row) for row in await connection.exec_driver_sql(query)] == [
            ("given", "intake-form", "intake.en.1", "Mara at the desk"),
            ("withdrawn", "text STOP", None, None),
            ("given", "text START", None, None),
        ]


async def test_a_patient_who_comes_to_a_number_that_opted_out_is_said_not_to_be_reached(
    stage: Stage, twilio: Twilio
) -> None:
    await stage.tell(patient_registered())
    await twilio.text("STOP", sid=SID, number=MAYA)
    await stage.tell(patient_registered("Luz Ortiz", TOM), patient_registered("Luz Ortiz", MAYA, revision=2))
    await stage.tell(patient_registered("Luz Ortiz", MAYA, revision=3))
    withdrawn = [(one.party, one.source) for one in await said(stage.works, ConsentWithdrawn)]
    assert withdrawn == [
        (patient("Maya Ortiz"), "text STOP"),
        (patient("Luz Ortiz"), "number opted out before"),
    ]


async def test_registering_again_does_not_undo_a_stop(stage: Stage, twilio: Twilio) -> None:
    await stage.tell(patient_registered())
    await twilio.text("STOP", sid=SID, number=MAYA)
    await stage.tell(patient_registered(revision=2), prompt_requested())
    await stage.send()
    assert stage.carrier.posted == []
    assert len(await said(stage.works, ConsentGiven)) == 1


async def test_a_number_nobody_knows_is_a_stranger_who_can_be_answered(stage: Stage, twilio: Twilio) -> None:
    await twilio.text("My scalp burns", sid=SID, number=TOM)
    [reply] = await said(stage.works, ReplyReceived)
    assert (reply.party, reply.candidates) == (stranger(CLINIC, TOM), ())
    await stage.tell(message_requested(reply.party, text="A person will read this."))
    await stage.send()
    assert stage.carrier.bodies(TOM) == ["A person will read this."]


async def test_the_patient_of_another_clinic_is_known_there(stage: Stage, twilio: Twilio) -> None:
    for name, number, clinic in (
        ("Tom Reed", TOM, "north"),
        ("Ana Luz", MAYA, "north"),
        ("Eve Luz", MAYA, "south"),
    ):
        await stage.tell(patient_registered(name, number).model_copy(update={"clinic_id": clinic}))
    await twilio.text("My scalp burns", sid=sid_of(1), number=TOM)
    await twilio.text("Mine too", sid=sid_of(2), number=MAYA)
    await twilio.text("STOP", sid=sid_of(3), number=TOM)
    known, unknown, stopped = await said(stage.works, ReplyReceived)
    assert (
        (known.clinic_id, known.party) == (stopped.clinic_id, stopped.party) == ("north", patient("Tom Reed"))
    )
    assert (unknown.clinic_id, unknown.party) == (CLINIC, stranger(CLINIC, MAYA))
    assert [one.clinic_id for one in await said(stage.works, ConsentWithdrawn)] == ["north"]


async def test_of_patients_who_share_a_phone_none_is_guessed(stage: Stage, twilio: Twilio) -> None:
    await stage.tell(patient_registered(), patient_registered("Luz Ortiz", MAYA))
    await twilio.text("It itches", sid=sid_of(1), number=MAYA)
    [reply] = await said(stage.works, ReplyReceived)
    assert reply.party.kind is PartyKind.STRANGER
    assert set(reply.candidates) == {id_of("Maya Ortiz"), id_of("Luz Ortiz")}
    await twilio.text("STOP", sid=sid_of(2), number=MAYA)
    assert {one.party for one in await said(stage.works, ConsentWithdrawn)} == {
        patient("Maya Ortiz"),
        patient("Luz Ortiz"),
    }


async def test_staff_who_are_patients_too_answer_a_page_by_its_code_and_report_in_other_words(
    stage: Stage, twilio: Twilio
) -> None:
    await stage.tell(staff_registered("Nora", MAYA), patient_registered("Nora Webb", MAYA))
    page = message_requested(staff("Nora"), text="Case K7: reply TAKE K7.", purpose=Purpose.PAGE)
    await stage.tell(page)
    await stage.send()
    for number, words in enumerate(("take k7", "7", "K7 rash since two days", "K9")):
        await twilio.text(words, sid=sid_of(number), number=MAYA)
    assert [one.words for one in await said(stage.works, StaffReplyReceived)] == ["take k7"]
    assert [one.words for one in await said(stage.works, ReplyReceived)] == [
        "7",
        "K7 rash since two days",
        "K9",
    ]


async def test_nul_in_a_text_does_not_lose_it(stage: Stage, twilio: Twilio) -> None:
    await twilio.text("se\0vere \U0001f622", sid=SID, number=MAYA)
    assert [one.words for one in await said(stage.works, ReplyReceived)] == ["severe \U0001f622"]


async def test_while_the_database_is_away_the_carrier_is_asked_to_come_again(
    stage: Stage, twilio: Twilio
) -> None:
    await stage.tell(patient_registered())
    engine = stage.works.engine
    stage.works.engine = database.engine("postgresql+asyncpg://nobody@127.0.0.1:1/none", pool=2)
    assert (await twilio.text("Fine", sid=SID, number=MAYA)).status_code == 503
    stage.works.engine = engine
    assert (await twilio.text("Fine", sid=SID, number=MAYA)).status_code == 200
    assert len(await said(stage.works, ReplyReceived)) == 1
