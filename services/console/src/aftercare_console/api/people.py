"""Numbers, staff and patients that a request names."""

import re
from uuid import UUID

from sqlalchemy import RowMapping

from aftercare_chassis import UnitOfWork
from aftercare_console.api.problems import Problem
from aftercare_console.domain.identity import patient_id, staff_id
from aftercare_console.gateways.numbers import NotTextable, e164
from aftercare_console.store.clinics import Clinics
from aftercare_console.store.patients import Patients

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def textable(written: str, country: str, field: str) -> str:
    """A number in E.164; raises a problem that names the field, and not the number."""
    try:
        return e164(written, country=country)
    except NotTextable as error:
        raise Problem(422, "number", str(error), field=field) from None


def unknown_staff(reference: str, field: str, status: int) -> Problem:
    """The problem of a reference that no member of staff has."""
    todo = f"Register them with PUT /api/v1/staff/{reference}."
    detail = f"Nobody on the staff has the reference {reference}. {todo}"
    return Problem(status, "no-staff", detail, field=field)


async def known_staff(work: UnitOfWork, clinic_id: str, reference: str, field: str) -> UUID:
    """The id of a member of staff who has not left; raises a problem that names the field."""
    member = await Clinics(work.connection).member(staff_id(clinic_id, reference))
    if member is None or member["forgotten_at"] is not None:
        raise unknown_staff(reference, field, 422)
    found: UUID = member["staff_id"]
    return found


async def known_patient(work: UnitOfWork, clinic_id: str, reference: str, field: str) -> RowMapping:
    """A patient by the clinic's own reference or by our id; raises a problem that names the field."""
    store = Patients(work.connection)
    found = await store.patient(patient_id(clinic_id, reference))
    if found is None and _UUID.fullmatch(reference):
        found = await store.patient(UUID(reference))
    if found is None or found["clinic_id"] != clinic_id:
        detail = f"There is no patient {reference}. Enter a procedure of theirs with POST /api/v1/procedures."
        raise Problem(404, "no-patient", detail, field=field)
    return found
