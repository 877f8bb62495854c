"""What check-ins hear on the bus."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from aftercare_chassis import Handlers, NotYet, Refused, UnitOfWork, confirm_erasure
from aftercare_checkins.domain import asking, triage
from aftercare_checkins.domain.conversation import Happening
from aftercare_checkins.domain.effects import Effect
from aftercare_checkins.domain.pause import pause_after
from aftercare_checkins.domain.reading import Assess
from aftercare_checkins.domain.responding import Thread, respond
from aftercare_checkins.domain.speech import event_of
from aftercare_checkins.domain.subject import Subject, of_checkin, of_reply, unknown_clinic
from aftercare_checkins.domain.wording import Texts
from aftercare_checkins.gateways.metrics import note
from aftercare_checkins.store import Correspondent, Pauses, Replies, Store
from aftercare_contracts import (
    CheckinDue,
    ClinicConfigured,
    PatientChanged,
    PatientForgotten,
    ReplyReceived,
    ReplyRetracted,
    StaffTexted,
)


async def configure_clinic(event: ClinicConfigured, work: UnitOfWork) -> None:
    """Keep what the clinic says of itself in texts."""
    await Store(work.connection).configure(event)


async def ask(event: CheckinDue, work: UnitOfWork, *, texts: Texts) -> None:
    """Ask the patient, now or after a pause, and close what was asked before."""
    store = Store(work.connection)
    await _remembered(store, event.patient_id)
    await store.learn_language(event)
    patient = await _correspondent(store, event.clinic_id, event.patient_id)
    paused = await Pauses(work.connection).any_of(event.patient_id, now=work.now)
    step = asking.ask(event, await store.conversations(event.patient_id), work.now, paused=paused)
    if not await store.open(step.conversation):
        return
    await store.save(step.closed)
    subject = of_checkin(step.conversation, patient.clinic, patient.language)
    _say(work, step.effects, subject, texts)


async def read_reply(event: ReplyReceived, work: UnitOfWork, *, texts: Texts, assess: Assess) -> None:
    """Read a reply as the answer to what was asked, and do what follows from it."""
    store, replies = Store(work.connection), Replies(work.connection)
    await store.claim(event.party.id)
    writer = await _writer(store, event)
    if not await replies.add(event, forgotten=writer.forgotten):
        return
    thread = await _thread(event, writer, work)
    response = respond(event, thread, assess=assess, now=work.now)
    await replies.keep(event.reply_id, response)
    await store.save(response.changed)
    note(event, response)
    subject = of_reply(event, response.question.conversation, writer.clinic, writer.language)
    _say(work, response.effects, subject, texts)


async def retract_reply(event: ReplyRetracted, work: UnitOfWork) -> None:
    """Let a reply that is somebody else's count no more; what was said about it stays with staff."""
    store, replies = Store(work.connection), Replies(work.connection)
    retracted = await replies.retract(event.reply_id, work.now)
    if retracted is None:
        raise NotYet(f"reply {event.reply_id} has not been heard of")
    conversations = await store.conversations(event.patient_id)
    left = await replies.count(retracted.checkin_id)
    await store.save(asking.retract(conversations, retracted.checkin_id, left))


async def pause(event: StaffTexted, work: UnitOfWork) -> None:
    """Leave the talking to the person who has just texted."""
    await _remembered(Store(work.connection), event.party.id)
    await Pauses(work.connection).extend(event.party.id, pause_after(event))


async def change_language(event: PatientChanged, work: UnitOfWork) -> None:
    """Write to the patient in another language from now on."""
    store = Store(work.connection)
    await _remembered(store, event.patient_id)
    await store.change_language(event)


async def forget_patient(event: PatientForgotten, work: UnitOfWork) -> None:
    """Erase the patient's words and language; what they were read as stays."""
    store = Store(work.connection)
    await store.forget(event.patient_id, work.now)
    await Replies(work.connection).forget(event.patient_id)
    await Pauses(work.connection).forget(event.patient_id)
    known = await store.conversations(event.patient_id)
    await store.save([one.after(Happening.PATIENT_FORGOTTEN) for one in known])
    confirm_erasure(event, work, "checkins")


async def _remembered(store: Store, patient_id: UUID) -> None:
    await store.hold(patient_id)
    if await store.is_forgotten(patient_id):
        raise Refused(f"patient {patient_id} is forgotten")


async def _correspondent(store: Store, clinic_id: str, party_id: UUID) -> Correspondent:
    found = await store.correspondent(clinic_id, party_id)
    if found is None:
        raise NotYet(f"clinic {clinic_id} has not been heard of")
    return found


async def _writer(store: Store, event: ReplyReceived) -> Correspondent:
    found = await store.correspondent(event.clinic_id, event.party.id)
    return found or Correspondent(clinic=unknown_clinic(event.clinic_id), language=None, forgotten=False)


async def _thread(event: ReplyReceived, writer: Correspondent, work: UnitOfWork) -> Thread:
    store, replies = Store(work.connection), Replies(work.connection)
    writers = event.candidates or (event.party.id,)
    last = await replies.last_levels([event.party.id], event.received_at)
    return Thread(
        conversations=await store.conversations(*writers),
        last_level=last.get(event.party.id),
        others=await replies.around(event),
        paused=await Pauses(work.connection).any_of(event.party.id, *event.candidates, now=work.now),
        forgotten=writer.forgotten,
        emergency_number=writer.clinic.emergency_number,
    )


def _say(work: UnitOfWork, effects: Sequence[Effect], subject: Subject, texts: Texts) -> None:
    for effect in effects:
        work.say(event_of(effect, subject, texts, event_id=work.new_id(), now=work.now))


def handlers(texts: Texts, assess: Assess = triage.assess) -> Handlers:
    """Which function hears which event."""
    heard = Handlers()
    heard.on(ClinicConfigured, configure_clinic)
    heard.on(CheckinDue, partial(ask, texts=texts))
    heard.on(ReplyReceived, partial(read_reply, texts=texts, assess=assess))
    heard.on(ReplyRetracted, retract_reply)
    heard.on(StaffTexted, pause)
    heard.on(PatientChanged, change_language)
    heard.on(PatientForgotten, forget_patient)
    return heard
