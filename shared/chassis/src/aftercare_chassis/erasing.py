"""Saying that a patient has been erased here, so that staff can see whether it reached every service."""

from aftercare_chassis.unit_of_work import UnitOfWork
from aftercare_contracts import PatientErased, PatientForgotten


def confirm_erasure(event: PatientForgotten, work: UnitOfWork, service: str) -> None:
    """Say it in the transaction that erases: it is said if, and only if, that is done."""
    work.say(
        PatientErased(
            event_id=work.new_id(),
            clinic_id=event.clinic_id,
            occurred_at=work.now,
            correlation_id=event.patient_id,
            patient_id=event.patient_id,
            service=service,
        )
    )
