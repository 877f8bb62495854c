"""Cases and check-ins, as a page shows them at a glance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from aftercare_console.domain.cases import Case
from aftercare_console.domain.erasure import read
from aftercare_console.domain.reaching import unreached
from aftercare_console.domain.sentences import Names, sentence
from aftercare_contracts import Event, Level, PartyKind

Rows = Mapping[UUID, RowMapping]
_NOWHERE = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCard:
    """One case at a glance, as it was known at `seen_at`; `unreached` says why a safety text failed."""

    case: Case
    seen_at: datetime
    unreached: str | None
    who: str
    patient: RowMapping | None
    clinic_name: str
    timezone: str
    age: timedelta
    holder: str | None
    paged: str | None
    staff: Sequence[RowMapping]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """Something that happened to somebody a while ago."""

    at: datetime
    event: Event
    sentence: str
    level: Level | None
    who: str
    patient_id: UUID | None
    timezone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What cards are made from."""

    now: datetime
    clinics: Mapping[str, Any]
    patients: Rows
    names: Names
    staff: Mapping[str, Sequence[RowMapping]]
    safety: Rows

    def timezone(self, clinic_id: str) -> str:
        """A clinic's zone; UTC while the clinic has not been heard of."""
        clinic = self.clinics.get(clinic_id)
        return _NOWHERE if clinic is None else str(clinic["timezone"])


def patient_name(patient: RowMapping | None) -> str:
    """How a patient is called on a page."""
    if patient is None:
        return "A patient not heard of yet"
    if patient["given_name"] is None:
        return "An erased patient"
    return f"{patient['given_name']} {patient['family_name']}"


def card(case: Case, known: Known) -> CaseCard:
    """A case at a glance."""
    patient, told = (
        None if case.party_id is None else by_party.get(case.party_id)
        for by_party in (known.patients, known.safety)
    )
    stranger = case.party_kind is PartyKind.STRANGER
    clinic = known.clinics.get(case.clinic_id)
    return CaseCard(
        case=case,
        seen_at=known.now,
        unreached=unreached(case, None if told is None else read(told["topic"], told["body"])),
        who="An unknown number" if stranger else patient_name(patient),
        patient=patient,
        clinic_name=case.clinic_id if clinic is None else clinic["name"],
        timezone=known.timezone(case.clinic_id),
        age=known.now - (case.opened_at or known.now),
        holder=None if case.holder_id is None else known.names.of_staff(case.holder_id),
        paged=None if case.paged_id is None else known.names.of_staff(case.paged_id),
        staff=known.staff.get(case.clinic_id, ()),
    )


def recent(entry: RowMapping, known: Known) -> Recent:
    """An entry of the timeline at a glance."""
    event = read(entry["topic"], entry["body"])
    patient = None if entry["party_id"] is None else known.patients.get(entry["party_id"])
    return Recent(
        at=entry["at"],
        event=event,
        sentence=sentence(event, known.names),
        level=getattr(event, "level", None),
        who=_who(entry, patient),
        patient_id=None if patient is None else patient["patient_id"],
        timezone=known.timezone(entry["clinic_id"]),
    )


def _who(entry: RowMapping, patient: RowMapping | None) -> str:
    if entry["party_id"] is None:
        return "Staff"
    return "An unknown number" if patient is None else patient_name(patient)
