"""Entering a completed procedure: what it means, and saying so; the one way in, for a call and for a file."""

from enum import StrEnum

from sqlalchemy import RowMapping

from aftercare_chassis import UnitOfWork
from aftercare_console.api.bodies import PatientBody, ProcedureBody
from aftercare_console.api.enrolling import enrol
from aftercare_console.api.people import textable
from aftercare_console.api.problems import Problem
from aftercare_console.domain import identity
from aftercare_console.domain.entering import (
    Amend,
    Complete,
    Conflict,
    Procedure,
    Same,
    entered,
    too_far_ahead,
)
from aftercare_console.domain.registering import Contact
from aftercare_console.store.clinics import lock
from aftercare_console.store.patients import Patients
from aftercare_contracts import ProcedureAmended, ProcedureCompleted


class Entered(StrEnum):
    """What entering has done to what is kept."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


async def enter(work: UnitOfWork, clinic: RowMapping, body: ProcedureBody, country: str) -> Entered:
    """Enter a procedure with its patient; raises a problem before anything is written."""
    clinic_id = clinic["clinic_id"]
    contact = contact_of(body.patient, clinic, country)
    if too_far_ahead(body.performed_on, work.now, contact.timezone):
        raise Problem(422, "invalid", "A completed procedure is not in the future.", field="performed_on")
    patient_id = identity.patient_id(clinic_id, body.patient.reference)
    procedure_id = identity.procedure_id(clinic_id, body.reference)
    await lock(work.connection, f"patient/{patient_id}", f"procedure/{procedure_id}")
    store = Patients(work.connection)
    known = _known(await store.procedure(procedure_id))
    others = [one for one in await store.procedures(patient_id) if one["procedure_id"] != procedure_id]
    decision = entered(
        known,
        patient_id=patient_id,
        performed_on=body.performed_on,
        session=body.session,
        taken=[one["session"] for one in others if one["voided_at"] is None],
    )
    if isinstance(decision, Conflict):
        raise Problem(409, "conflict", decision.detail, field=decision.field)
    told = await enrol(work, clinic_id, body.patient.reference, contact=contact, correlation_id=procedure_id)
    await _say(work, clinic_id, body, contact=contact, decision=decision)
    match decision:
        case Complete():
            return Entered.NEW
        case Amend():
            return Entered.CHANGED
        case Same():
            return Entered.CHANGED if told else Entered.SAME


def contact_of(body: PatientBody, clinic: RowMapping, country: str) -> Contact:
    """A contact as it will be kept; raises a problem when its number cannot be texted."""
    return Contact(
        given_name=body.given_name,
        family_name=body.family_name,
        number=textable(body.number.get_secret_value(), country, "patient.number"),
        timezone=body.timezone or clinic["timezone"],
        language=body.language or clinic["language"],
        consent=None if body.consent is None else body.consent.consent(),
    )


def _known(row: RowMapping | None) -> Procedure | None:
    if row is None:
        return None
    return Procedure(
        patient_id=row["patient_id"],
        session=row["session"],
        performed_on=row["performed_on"],
        revision=row["revision"],
        voided=row["voided_at"] is not None,
    )


async def _say(
    work: UnitOfWork,
    clinic_id: str,
    body: ProcedureBody,
    *,
    contact: Contact,
    decision: Complete | Amend | Same,
) -> None:
    procedure_id = identity.procedure_id(clinic_id, body.reference)
    store = Patients(work.connection)
    match decision:
        case Complete(session):
            completed = ProcedureCompleted(
                event_id=work.new_id(),
                clinic_id=clinic_id,
                occurred_at=work.now,
                correlation_id=procedure_id,
                procedure_id=procedure_id,
                patient_id=identity.patient_id(clinic_id, body.patient.reference),
                session=session,
                performed_on=body.performed_on,
                timezone=contact.timezone,
                language=contact.language,
            )
            work.say(completed)
            await store.complete(completed, body.reference)
        case Amend(revision):
            amended = ProcedureAmended(
                event_id=work.new_id(),
                clinic_id=clinic_id,
                occurred_at=work.now,
                correlation_id=procedure_id,
                procedure_id=procedure_id,
                revision=revision,
                performed_on=body.performed_on,
                timezone=contact.timezone,
            )
            work.say(amended)
            await store.amend(amended)
        case Same():
            pass
