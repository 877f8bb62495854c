"""Saying what is new about a patient."""

from uuid import UUID

from sqlalchemy import RowMapping

from aftercare_chassis import UnitOfWork
from aftercare_console.api.problems import Problem
from aftercare_console.domain.identity import patient_id
from aftercare_console.domain.registering import Contact, registration
from aftercare_console.store.patients import Patients
from aftercare_contracts import Consent, PatientChanged, PatientRegistered


async def enrol(
    work: UnitOfWork, clinic_id: str, reference: str, *, contact: Contact, correlation_id: UUID
) -> bool:
    """Register a patient, or what is new about them; false when nothing is.

    The caller holds the patient's lock.
    """
    store = Patients(work.connection)
    identity = patient_id(clinic_id, reference)
    known = await store.patient(identity)
    if known is not None and known["forgotten_at"] is not None:
        detail = "This patient was erased. Register them under a new reference."
        raise Problem(409, "erased", detail, field="patient.reference")
    decision = registration(_contact(known), 0 if known is None else known["revision"], contact)
    if decision is None:
        return False
    occurrence = {
        "clinic_id": clinic_id,
        "occurred_at": work.now,
        "correlation_id": correlation_id,
        "patient_id": identity,
        "revision": decision.revision,
        "timezone": contact.timezone,
        "language": contact.language,
    }
    registered = PatientRegistered(
        event_id=work.new_id(),
        given_name=contact.given_name,
        family_name=contact.family_name,
        number=contact.number,
        consent=contact.consent,
        **occurrence,
    )
    work.say(registered)
    await store.register(registered, reference)
    if decision.moved:
        work.say(PatientChanged(event_id=work.new_id(), **occurrence))
    return True


def _contact(row: RowMapping | None) -> Contact | None:
    if row is None:
        return None
    return Contact(
        given_name=row["given_name"],
        family_name=row["family_name"],
        number=row["number"],
        timezone=row["timezone"],
        language=row["language"],
        consent=None if row["consent"] is None else Consent.model_validate(row["consent"]),
    )
