"""Events that escalations hear, as a story needs them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from aftercare_contracts import (
    CaseDecided,
    ConcernRaised,
    Decision,
    Level,
    MessageDelivered,
    MessageFailed,
    MessageRequested,
    Party,
    PartyKind,
    PatientForgotten,
    Policies,
    PoliciesChanged,
    Purpose,
    Roster,
    RotaChanged,
    Shift,
    StaffReplyReceived,
)
from support.events import CLINIC, id_of

_AT = datetime(2026, 3, 2, 15, tzinfo=UTC)


def patient(name: str) -> Party:
    return Party(kind=PartyKind.PATIENT, id=id_of(name))


def stranger(name: str) -> Party:
    return Party(kind=PartyKind.STRANGER, id=id_of(name))


def staff(name: str) -> Party:
    return Party(kind=PartyKind.STAFF, id=id_of(name))


def rota_changed(
    *ladder: str,
    revision: int = 1,
    page_wait: timedelta = timedelta(minutes=15),
    clinic_id: str = CLINIC,
    roster: Roster | None = None,
) -> RotaChanged:
    return RotaChanged(
        event_id=uuid4(),
        clinic_id=clinic_id,
        occurred_at=_AT,
        correlation_id=id_of(clinic_id),
        revision=revision,
        ladder=tuple(map(id_of, ladder)),
        page_wait=page_wait,
        roster=roster or Roster(),
    )


def shift(days: str, starts: str, ends: str, *people: str) -> Shift:
    """A weekly shift, as `shift("monday friday", "09:00", "17:00", "Lena")`."""
    return Shift.model_validate(
        {
            "days": days.split(),
            "starts_at": starts,
            "ends_at": ends,
            "people": tuple(map(id_of, people)),
        }
    )


EVERY_DAY = "monday tuesday wednesday thursday friday saturday sunday"


def policies_changed(*, revision: int = 1, **policies: object) -> PoliciesChanged:
    """What a clinic does, by level; the others keep their defaults."""
    return PoliciesChanged(
        event_id=uuid4(),
        clinic_id=CLINIC,
        occurred_at=_AT,
        correlation_id=id_of(CLINIC),
        revision=revision,
        policies=Policies.model_validate(policies),
    )


def concern(
    name: str | Party,
    level: Level = Level.SEVERE,
    *,
    number: int = 1,
    language: str = "en",
    clinic_id: str = CLINIC,
    names_sign: bool = False,
) -> ConcernRaised:
    party = patient(name) if isinstance(name, str) else name
    return ConcernRaised(
        event_id=uuid4(),
        clinic_id=clinic_id,
        occurred_at=_AT,
        correlation_id=id_of(f"{party.id} session 1"),
        concern_id=id_of(f"{clinic_id} {party.id} concern {number}"),
        party=party,
        procedure_id=None,
        reply_id=None,
        level=level,
        rule="a-rule",
        language=language,
        names_sign=names_sign,
    )


def staff_reply(
    name: str, words: str, *, received_at: datetime = _AT, clinic_id: str = CLINIC
) -> StaffReplyReceived:
    return StaffReplyReceived(
        event_id=uuid4(),
        clinic_id=clinic_id,
        occurred_at=_AT,
        correlation_id=id_of(name),
        reply_id=uuid4(),
        staff_id=id_of(name),
        words=words,
        received_at=received_at,
    )


def page_failed(page: MessageRequested, code: int | None = 30003) -> MessageFailed:
    return MessageFailed(
        event_id=uuid4(),
        clinic_id=page.clinic_id,
        occurred_at=_AT,
        correlation_id=page.correlation_id,
        message_id=page.message_id,
        party=page.party,
        purpose=page.purpose,
        code=code,
        reason="The phone is off or out of reach: the next person is paged.",
    )


def page_delivered(page: MessageRequested) -> MessageDelivered:
    return MessageDelivered(
        event_id=uuid4(),
        clinic_id=page.clinic_id,
        occurred_at=_AT,
        correlation_id=page.correlation_id,
        message_id=page.message_id,
        party=page.party,
        purpose=page.purpose,
    )


def safety_text_failed(party: Party) -> MessageFailed:
    return MessageFailed(
        event_id=uuid4(),
        clinic_id=CLINIC,
        occurred_at=_AT,
        correlation_id=party.id,
        message_id=uuid4(),
        party=party,
        purpose=Purpose.SAFETY,
        code=None,
        reason="The patient has opted out: phone them.",
    )


def case_decided(
    case_id: object,
    name: str,
    decision: Decision,
    outcome: str = "",
    *,
    seen_at: datetime | None = None,
    known: Sequence[ConcernRaised] | None = None,
    clinic_id: str = CLINIC,
) -> CaseDecided:
    return CaseDecided.model_validate(
        {
            "event_id": uuid4(),
            "clinic_id": clinic_id,
            "occurred_at": _AT,
            "correlation_id": case_id,
            "case_id": case_id,
            "staff_id": id_of(name),
            "decision": decision,
            "outcome": outcome,
            "seen_at": seen_at,
            "known_concerns": None if known is None else [one.concern_id for one in known],
        }
    )


def forgotten(name: str) -> PatientForgotten:
    return PatientForgotten(
        event_id=uuid4(),
        clinic_id=CLINIC,
        occurred_at=_AT,
        correlation_id=id_of(name),
        patient_id=id_of(name),
    )
