"""Events that notifications hears, as a story needs them."""

from datetime import UTC, datetime
from uuid import uuid4

from aftercare_contracts import (
    Consent,
    MessageRequested,
    OptOutRequested,
    Party,
    PartyKind,
    PatientForgotten,
    PatientRegistered,
    PromptRequested,
    Purpose,
    StaffForgotten,
    StaffRegistered,
)
from support.events import CLINIC, NEW_YORK, id_of

MAYA, TOM, NURSE = "+12125550101", "+12125550102", "+12125550199"
_AT = datetime(2026, 3, 2, 15, tzinfo=UTC)


def patient(name: str) -> Party:
    return Party(kind=PartyKind.PATIENT, id=id_of(name))


def staff(name: str) -> Party:
    return Party(kind=PartyKind.STAFF, id=id_of(name))


def patient_registered(
    name: str = "Maya Ortiz",
    number: str = MAYA,
    *,
    revision: int = 1,
    timezone: str = NEW_YORK,
    consent: bool = True,
) -> PatientRegistered:
    given, _, family = name.partition(" ")
    agreed = Consent(wording="intake.en.1", source="intake-form", given_at=_AT)
    return PatientRegistered(
        event_id=uuid4(),
        clinic_id=CLINIC,
        occurred_at=_AT,
        correlation_id=id_of(name),
        patient_id=id_of(name),
        revision=revision,
        given_name=given,
        family_name=family,
        number=number,
        timezone=timezone,
        language="en",
        consent=agreed if consent else None,
    )


def staff_registered(name: str = "Nora", number: str = NURSE, *, revision: int = 1) -> StaffRegistered:
    return StaffRegistered(
        event_id=uuid4(),
        clinic_id=CLINIC,
        occurred_at=_AT,
        correlation_id=id_of(name),
        staff_id=id_of(name),
        revision=revision,
        name=name,
        number=number,
    )


def patient_forgotten(name: str) -> PatientForgotten:
    return PatientForgotten(
        event_id=uuid4(),
        clinic_id=CLINIC,
        occurred_at=_AT,
        correlation_id=id_of(name),
        patient_id=id_of(name),
    )


def staff_forgotten(name: str) -> StaffForgotten:
    return StaffForgotten(
        event_id=uuid4(), clinic_id=CLINIC, occurred_at=_AT, correlation_id=id_of(name), staff_id=id_of(name)
    )


def prompt_requested(
    to: str = "Maya Ortiz",
    *,
    reason: str = "day 1",
    text: str = "How is your scalp?",
    expires_at: str = "2026-03-09T15:00Z",
    purpose: Purpose = Purpose.PROMPT,
) -> PromptRequested:
    return PromptRequested(
        event_id=uuid4(),
        clinic_id=CLINIC,
        occurred_at=_AT,
        correlation_id=id_of(f"{to} session 1"),
        message_id=id_of(f"{reason} for {to}"),
        party=patient(to),
        purpose=purpose,
        text=text,
        wording="prompt.en.1",
        expires_at=datetime.fromisoformat(expires_at),
    )


def message_requested(
    to: Party,
    *,
    reason: str = "safety",
    text: str = "Please get medical care today.",
    purpose: Purpose = Purpose.SAFETY,
    names: dict[str, Party] | None = None,
    expires_at: str | None = None,
) -> MessageRequested:
    return MessageRequested(
        event_id=uuid4(),
        clinic_id=CLINIC,
        occurred_at=_AT,
        correlation_id=id_of(f"case of {to.id}"),
        message_id=id_of(f"{reason} for {to.id}"),
        party=to,
        purpose=purpose,
        text=text,
        wording="safety.en.1",
        names=names or {},
        expires_at=None if expires_at is None else datetime.fromisoformat(expires_at),
    )


def opt_out_requested(party: Party, reply: str = "a reply") -> OptOutRequested:
    return OptOutRequested(
        event_id=uuid4(),
        clinic_id=CLINIC,
        occurred_at=_AT,
        correlation_id=party.id,
        party=party,
        reply_id=id_of(reply),
    )
