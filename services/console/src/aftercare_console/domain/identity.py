"""The one id that a clinic's own reference can have, so that a repeated call is recognised."""

from uuid import UUID, uuid5

_THINGS = UUID("0f0b7a4e-54f5-4f0c-9d0e-5f7c4d1f2a63")


def clinic_key(clinic_id: str) -> UUID:
    """What a clinic's own events are correlated by."""
    return uuid5(_THINGS, f"clinic/{clinic_id}")


def message_id(patient_id: UUID, key: str) -> UUID:
    """The id of the text to a patient that its sender asked for under this key."""
    return uuid5(_THINGS, f"text/{patient_id}/{key}")


def override_id(clinic_id: str, what: str) -> UUID:
    """The id of the override of a clinic that says this."""
    return uuid5(_THINGS, f"override/{clinic_id}/{what}")


def patient_id(clinic_id: str, reference: str) -> UUID:
    """The id of the patient whom the clinic knows by this reference."""
    return uuid5(_THINGS, f"patient/{clinic_id}/{reference}")


def procedure_id(clinic_id: str, reference: str) -> UUID:
    """The id of the procedure that the clinic knows by this reference."""
    return uuid5(_THINGS, f"procedure/{clinic_id}/{reference}")


def staff_id(clinic_id: str, reference: str) -> UUID:
    """The id of the member of staff whom the clinic knows by this reference."""
    return uuid5(_THINGS, f"staff/{clinic_id}/{reference}")
