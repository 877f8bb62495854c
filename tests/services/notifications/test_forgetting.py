"""What is left of those who asked to be erased."""

from services.notifications.stage import Stage, Twilio, sid_of
from sqlalchemy import text
from support.builders_notifications import (
    MAYA,
    NURSE,
    message_requested,
    patient,
    patient_forgotten,
    patient_registered,
    prompt_requested,
    staff,
    staff_forgotten,
    staff_registered,
)
from support.clock import StoppedClock
from support.events import id_of
from support.heard import said

from aftercare_contracts import MessageFailed, PartyKind, PatientErased, Purpose, ReplyReceived


async def everything_kept(stage: Stage) -> str:
    """All rows of all tables but the outbox, whose letters the relay deletes once they are said."""
    kept = ""
    tables = ("contacts", "consents", "consent_ledger", "messages", "copies", "callbacks", "inbound", "inbox")
    async with stage.works.engine.connect() as connection:
        for table in tables:
            kept += str((await connection.execute(text(f"select * from {table}"))).all())  # noqa: S608
    return kept


async def test_number_names_and_words_of_a_forgotten_patient_are_gone(stage: Stage, twilio: Twilio) -> None:
    await stage.tell(patient_registered(), prompt_requested())
    await stage.send()
    await twilio.text("My scalp burns", sid=sid_of(1), number=MAYA)
    before = await everything_kept(stage)
    personal = (MAYA, "Maya", "Ortiz", "burns", "How is your scalp?")
    assert all(word in before for word in personal)
    await stage.tell(patient_forgotten("Maya Ortiz"))
    after = await everything_kept(stage)
    assert [word for word in personal if word in after] == []


async def test_what_was_to_be_sent_to_a_forgotten_patient_fails(stage: Stage, clock: StoppedClock) -> None:
    clock.set("2026-03-03T03:30Z")
    await stage.tell(patient_registered(), prompt_requested())
    await stage.send()
    await stage.tell(patient_forgotten("Maya Ortiz"), prompt_requested(reason="week 1"))
    await stage.send()
    assert stage.carrier.posted == []
    assert {one.reason for one in await said(stage.works, MessageFailed)} == {
        "The contact has been erased: nothing can be sent."
    }


async def test_a_late_registration_does_not_bring_a_forgotten_patient_back(stage: Stage) -> None:
    await stage.tell(patient_forgotten("Maya Ortiz"), patient_registered(revision=7), prompt_requested())
    await stage.send()
    assert stage.carrier.posted == []
    assert MAYA not in await everything_kept(stage)


async def test_a_stop_outlives_the_patient_so_that_the_number_stays_silent(
    stage: Stage, twilio: Twilio
) -> None:
    await stage.tell(patient_registered())
    await twilio.text("STOP", sid=sid_of(1), number=MAYA)
    await stage.tell(patient_forgotten("Maya Ortiz"), patient_registered("Luz Ortiz", MAYA))
    await stage.tell(prompt_requested("Luz Ortiz"))
    await stage.send()
    assert stage.carrier.posted == []


async def test_the_number_of_a_forgotten_patient_is_a_strangers(stage: Stage, twilio: Twilio) -> None:
    await stage.tell(patient_registered(), patient_forgotten("Maya Ortiz"))
    await twilio.text("Hello?", sid=sid_of(1), number=MAYA)
    [reply] = await said(stage.works, ReplyReceived)
    assert reply.party.kind is PartyKind.STRANGER


async def test_the_number_of_a_forgotten_patient_is_in_no_text_to_staff_any_more(
    stage: Stage, twilio: Twilio
) -> None:
    await twilio.text("My scalp burns", sid=sid_of(1), number=MAYA)
    [reply] = await said(stage.works, ReplyReceived)
    names = {"patient": reply.party}
    await stage.tell(staff_registered(), patient_registered())
    await stage.tell(message_requested(staff("Nora"), text="Case K7: call {patient}.", names=names))
    await stage.send()
    assert stage.carrier.bodies(NURSE) == [f"Case K7: call {MAYA}."]
    await stage.tell(patient_forgotten("Maya Ortiz"))
    kept = await stage.message(id_of(f"safety for {id_of('Nora')}"))
    assert kept["body_sent"] == "Case K7: call a caller."


async def test_staff_who_left_are_paged_no_more(stage: Stage) -> None:
    await stage.tell(staff_registered(), staff_forgotten("Nora"))
    await stage.tell(message_requested(staff("Nora"), purpose=Purpose.PAGE))
    await stage.send()
    assert len(await said(stage.works, MessageFailed)) == 1
    assert NURSE not in await everything_kept(stage)


async def test_of_two_who_share_a_phone_the_other_is_texted_on(stage: Stage) -> None:
    await stage.tell(patient_registered(), patient_registered("Luz Ortiz", MAYA))
    await stage.tell(patient_forgotten("Maya Ortiz"), message_requested(patient("Luz Ortiz")))
    await stage.tell(prompt_requested("Luz Ortiz"))
    await stage.send()
    assert len(stage.carrier.bodies(MAYA)) == 2


async def test_an_older_registration_does_not_replace_a_newer_one(stage: Stage) -> None:
    newer = "+12125550177"
    await stage.tell(patient_registered(number=newer, revision=2), patient_registered(revision=1))
    await stage.tell(prompt_requested())
    await stage.send()
    assert len(stage.carrier.bodies(newer)) == 1


async def test_the_service_says_that_it_has_erased(stage: Stage) -> None:
    await stage.tell(patient_registered(), patient_forgotten("Maya Ortiz"))
    [erased] = await said(stage.works, PatientErased)
    assert (erased.service, erased.patient_id) == ("notifications", id_of("Maya Ortiz"))


async def test_a_late_text_to_a_forgotten_patient_leaves_no_words(stage: Stage) -> None:
    await stage.tell(patient_registered(), patient_forgotten("Maya Ortiz"), prompt_requested())
    await stage.send()
    assert "How is your scalp?" not in await everything_kept(stage)


async def test_what_a_number_wrote_before_it_was_a_patients_goes_too(stage: Stage, twilio: Twilio) -> None:
    await twilio.text("My scalp burns", sid=sid_of(1), number=MAYA)
    await stage.tell(patient_registered(), patient_forgotten("Maya Ortiz"))
    after = await everything_kept(stage)
    assert [word for word in (MAYA, "burns") if word in after] == []


async def test_a_forgotten_patients_initials_are_in_no_text_to_staff_any_more(stage: Stage) -> None:
    await stage.tell(staff_registered(), patient_registered())
    names = {"patient": patient("Maya Ortiz")}
    await stage.tell(message_requested(staff("Nora"), text="Case K7: {patient} needs you.", names=names))
    await stage.send()
    assert stage.carrier.bodies(NURSE) == ["Case K7: M.O. needs you."]
    await stage.tell(patient_forgotten("Maya Ortiz"))
    kept = await stage.message(id_of(f"safety for {id_of('Nora')}"))
    assert kept["body_sent"] == "Case K7: {patient} needs you."
