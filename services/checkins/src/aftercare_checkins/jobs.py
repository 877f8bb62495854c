"""What check-ins do when nobody asks."""

from collections.abc import Sequence
from functools import partial

from aftercare_chassis import Job, UnitOfWork, in_one_unit
from aftercare_checkins.domain.asking import Step, ask_after_pause, fall_silent, remind
from aftercare_checkins.domain.speech import event_of
from aftercare_checkins.domain.subject import of_checkin
from aftercare_checkins.domain.wording import Texts
from aftercare_checkins.store import Claims, Overdue, Replies, Store

_BATCH = 500


async def ask_after_pauses(work: UnitOfWork, *, texts: Texts) -> bool:
    """Ask those with whom a person talked when they were due, now that it is over."""
    claims = Claims(work.connection, work.now)
    found = await claims.to_ask(_BATCH)
    before = await claims.asked_before([one.conversation.patient_id for one in found])
    steps = [
        ask_after_pause(held, work.now, asked_before=held.patient_id in before)
        for held in (one.conversation for one in found)
    ]
    await _carry_out(work, found, steps, texts)
    return len(found) == _BATCH


async def remind_patients(work: UnitOfWork, *, texts: Texts) -> bool:
    """Ask those once more who have not answered for a while."""
    found = await Claims(work.connection, work.now).to_remind(_BATCH)
    await _carry_out(work, found, [remind(one.conversation, work.now) for one in found], texts)
    return len(found) == _BATCH


async def tell_silence(work: UnitOfWork, *, texts: Texts) -> bool:
    """Tell once of each patient who stayed silent until the deadline."""
    found = await Claims(work.connection, work.now).silent(_BATCH)
    patients = [one.conversation.patient_id for one in found]
    last = await Replies(work.connection).last_levels(patients, work.now)
    steps = [fall_silent(one.conversation, last.get(one.conversation.patient_id)) for one in found]
    await _carry_out(work, found, steps, texts)
    return len(found) == _BATCH


async def _carry_out(work: UnitOfWork, found: Sequence[Overdue], steps: Sequence[Step], texts: Texts) -> None:
    await Store(work.connection).save([step.conversation for step in steps])
    for one, step in zip(found, steps, strict=True):
        subject = of_checkin(one.conversation, one.clinic, one.language)
        for effect in step.effects:
            work.say(event_of(effect, subject, texts, event_id=work.new_id(), now=work.now))


def jobs(texts: Texts) -> tuple[Job, ...]:
    """The jobs, with the texts they write."""
    return (
        Job(name="tell-silence", run=in_one_unit(partial(tell_silence, texts=texts))),
        Job(name="ask-after-pauses", run=in_one_unit(partial(ask_after_pauses, texts=texts))),
        Job(name="remind-patients", run=in_one_unit(partial(remind_patients, texts=texts))),
    )
