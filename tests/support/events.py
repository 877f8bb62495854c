"""Events as a story needs them: only what matters to it is said."""

from datetime import UTC, date, datetime
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from aftercare_contracts import (
    ClinicConfigured,
    Hours,
    PatientChanged,
    PatientForgotten,
    ProcedureAmended,
    ProcedureCompleted,
    ProcedureVoided,
)

CLINIC = "main"
NEW_YORK = "America/New_York"
_AT = datetime(2026, 3, 2, 15, tzinfo=UTC)


def id_of(name: str) -> UUID:
    """The id that goes with a name in every story."""
    return uuid5(NAMESPACE_OID, name)


def clinic_configured(*, revision: int = 1, hours: Hours | None = None) -> ClinicConfigured:
    return ClinicConfigured(
        event_id=uuid4(),
        clinic_id=CLINIC,
        occurred_at=_AT,
        correlation_id=id_of(CLINIC),
        revision=revision,
        name="Harbor Scalp Clinic",
        timezone=NEW_YORK,
        language="en",
        emergency_number="911",
        hours=hours or Hours(),
    )


def procedure_completed(
    patient: str, performed_on: str, *, session: int = 1, timezone: str = NEW_YORK, language: str = "en"
) -> ProcedureCompleted:
    return ProcedureCompleted(
        event_id=uuid4(),
        clinic_id=CLINIC,
        occurred_at=_AT,
        correlation_id=id_of(f"{patient} session {session}"),
        procedure_id=id_of(f"{patient} session {session}"),
        patient_id=id_of(patient),
        session=session,
        performed_on=date.fromisoformat(performed_on),
        timezone=timezone,
        language=language,
    )


def procedure_amended(
    patient: str, performed_on: str, *, revision: int, session: int = 1, timezone: str = NEW_YORK
) -> ProcedureAmended:
    return ProcedureAmended(
        event_id=uuid4(),
        clinic_id=CLINIC,
        occurred_at=_AT,
        correlation_id=id_of(f"{patient} session {session}"),
        procedure_id=id_of(f"{patient} session {session}"),
        revision=revision,
        performed_on=date.fromisoformat(performed_on),
        timezone=timezone,
    )


def procedure_voided(patient: str, *, session: int = 1) -> ProcedureVoided:
    return ProcedureVoided(
        event_id=uuid4(),
        clinic_id=CLINIC,
        occurred_at=_AT,
        correlation_id=id_of(f"{patient} session {session}"),
        procedure_id=id_of(f"{patient} session {session}"),
        reason="entered twice",
    )


def patient_changed(patient: str, *, revision: int, timezone: str, language: str = "en") -> PatientChanged:
    return PatientChanged(
        event_id=uuid4(),
        clinic_id=CLINIC,
        occurred_at=_AT,
        correlation_id=id_of(patient),
        patient_id=id_of(patient),
        revision=revision,
        timezone=timezone,
        language=language,
    )


def patient_forgotten(patient: str) -> PatientForgotten:
    return PatientForgotten(
        event_id=uuid4(),
        clinic_id=CLINIC,
        occurred_at=_AT,
        correlation_id=id_of(patient),
        patient_id=id_of(patient),
    )
