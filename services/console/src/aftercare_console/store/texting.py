"""What staff texted to patients."""

from uuid import UUID

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_chassis import UnitOfWork
from aftercare_console.domain import texting
from aftercare_console.domain.erasure import read
from aftercare_console.domain.identity import message_id
from aftercare_console.domain.texting import Refused, Standing, refusal, repeated
from aftercare_console.store.clinics import lock
from aftercare_console.store.patients import Patients
from aftercare_console.store.recording import keep
from aftercare_console.store.timeline import Timeline
from aftercare_contracts import Party, PartyKind, StaffTexted


async def standing(connection: AsyncConnection, patient: RowMapping) -> Standing:
    """How a patient stands to texts."""
    topics = [one.topic for one in texting.TELLING]
    entries = await Timeline(connection).of_party(patient["patient_id"], topics)
    return texting.standing(
        [read(one["topic"], one["body"]) for one in entries],
        registered=patient["consent"] is not None,
        erased=patient["forgotten_at"] is not None,
    )


async def text_patient(
    work: UnitOfWork, patient_id: UUID, *, staff_id: UUID, text: str, key: str | None
) -> StaffTexted | Refused:
    """Say that staff text a patient, and put it on the timeline at once; once for each key."""
    await lock(work.connection, f"patient/{patient_id}")
    identity = work.new_id() if key is None else message_id(patient_id, key)
    patient = await Patients(work.connection).patient(patient_id)
    assert patient is not None
    known = await _texted(work.connection, patient_id, identity)
    if known is not None and patient["forgotten_at"] is None:
        return repeated(known, staff_id=staff_id, text=text)
    refused = refusal(await standing(work.connection, patient))
    if refused is not None:
        return refused
    event = StaffTexted(
        event_id=work.new_id(),
        clinic_id=patient["clinic_id"],
        occurred_at=work.now,
        correlation_id=patient_id,
        message_id=identity,
        party=Party(kind=PartyKind.PATIENT, id=patient_id),
        staff_id=staff_id,
        text=text,
    )
    work.say(event)
    await keep(work.connection, event)
    return event


async def _texted(connection: AsyncConnection, patient_id: UUID, identity: UUID) -> StaffTexted | None:
    entries = await Timeline(connection).of_party(patient_id, [StaffTexted.topic])
    events = [read(one["topic"], one["body"]) for one in entries]
    return next((one for one in events if isinstance(one, StaffTexted) and one.message_id == identity), None)
