"""Everything about one patient, as one document."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import RowMapping

from aftercare_chassis import UnitOfWork
from aftercare_console.api.answers import EntryAnswer
from aftercare_console.api.entries import entry_answers
from aftercare_console.api.export_parts import (
    ExportedCase,
    ExportedContact,
    ExportedMessage,
    ExportedProcedure,
    ExportedReply,
)
from aftercare_console.domain.erasure import read
from aftercare_console.domain.sentences import Names
from aftercare_console.domain.story import Reply, Text, story
from aftercare_console.store.cases import Cases
from aftercare_console.store.clinics import Clinics
from aftercare_console.store.patients import Patients
from aftercare_console.store.scope import Scope, scope_of
from aftercare_console.store.timeline import Place, Timeline

_PAGE = 1000


class PatientExport(BaseModel):
    """All that is known of a patient; `events` is the record from which the rest is told.

    What came from a number that this patient shares with others is left out, since it may be theirs:
    `left_out` counts it.
    """

    model_config = ConfigDict(frozen=True)

    exported_at: datetime
    clinic_id: str
    patient: ExportedContact
    procedures: list[ExportedProcedure]
    messages: list[ExportedMessage]
    replies: list[ExportedReply]
    cases: list[ExportedCase]
    events: list[EntryAnswer]
    left_out: int


async def exported(work: UnitOfWork, clinic: RowMapping, patient: RowMapping) -> PatientExport:
    """A patient's export, as of now."""
    patient_id = patient["patient_id"]
    timeline = Timeline(work.connection)
    scope = await scope_of(work.connection, patient_id)
    entries = await _all(timeline, scope)
    staff = await Clinics(work.connection).staff_names()
    names = Names(staff=staff, timezones={clinic["clinic_id"]: clinic["timezone"]})
    events = [read(one["topic"], one["body"]) for one in entries]
    items = story(events, names)
    cases = [await Cases(work.connection).case(one) for one in scope.cases]
    procedures = await Patients(work.connection).procedures(patient_id)
    strangers = await timeline.strangers_like(patient_id)
    return PatientExport(
        exported_at=work.now,
        clinic_id=patient["clinic_id"],
        patient=ExportedContact.model_validate(patient),
        procedures=[ExportedProcedure.model_validate(one) for one in procedures],
        messages=[ExportedMessage.of(one, names) for one in items if isinstance(one, Text)],
        replies=[ExportedReply.of(one) for one in items if isinstance(one, Reply)],
        cases=[ExportedCase.of(one, events, names) for one in cases if one is not None],
        events=entry_answers(entries, staff, clinic),
        left_out=len(await _all(timeline, Scope(parties=strangers))),
    )


async def _all(timeline: Timeline, scope: Scope) -> Sequence[RowMapping]:
    found: list[RowMapping] = []
    after: Place | None = None
    while page := await timeline.entries(scope, after=after, limit=_PAGE):
        found += page
        last = page[-1]
        after = Place(**{name: last[name] for name in ("at", "place", "revision", "event_id")})
    return found
