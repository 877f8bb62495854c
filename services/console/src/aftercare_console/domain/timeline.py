"""Where an event belongs on the timeline, and in which order events of one moment are read."""

from dataclasses import dataclass
from uuid import UUID

from aftercare_contracts import (
    CallAnswered,
    CallEnded,
    CallRequested,
    CaseClosed,
    CaseDecided,
    CaseHandedOn,
    CaseNotPaged,
    CaseOffered,
    CaseOpened,
    CasePaged,
    CaseTaken,
    CheckinDropped,
    CheckinDue,
    CheckinUnanswered,
    ClinicConfigured,
    ConcernRaised,
    ConsentGiven,
    ConsentWithdrawn,
    Event,
    MessageDelivered,
    MessageFailed,
    MessageRequested,
    MessageSent,
    OptOutRequested,
    Party,
    PartyKind,
    PatientChanged,
    PatientErased,
    PatientForgotten,
    PatientPhoned,
    PatientRegistered,
    PhotoErased,
    PhotoKept,
    PhotoMissed,
    PoliciesChanged,
    ProcedureAmended,
    ProcedureCompleted,
    ProcedureVoided,
    PromptRequested,
    ReplyReceived,
    ReplyRetracted,
    RotaChanged,
    StaffForgotten,
    StaffRegistered,
    StaffReplyReceived,
    StaffTexted,
    SymptomsAssessed,
)

CAUSES_FIRST: tuple[type[Event], ...] = (
    ClinicConfigured,
    StaffRegistered,
    PoliciesChanged,
    RotaChanged,
    StaffForgotten,
    PatientRegistered,
    PatientChanged,
    ProcedureCompleted,
    ProcedureAmended,
    ProcedureVoided,
    CheckinDropped,
    CheckinDue,
    ReplyReceived,
    StaffReplyReceived,
    ReplyRetracted,
    PhotoMissed,
    PhotoKept,
    PhotoErased,
    SymptomsAssessed,
    OptOutRequested,
    ConsentGiven,
    ConsentWithdrawn,
    CheckinUnanswered,
    ConcernRaised,
    CallAnswered,
    CaseDecided,
    CaseOpened,
    CaseTaken,
    CaseHandedOn,
    CaseClosed,
    CaseOffered,
    CasePaged,
    CaseNotPaged,
    StaffTexted,
    PromptRequested,
    MessageRequested,
    MessageSent,
    MessageDelivered,
    MessageFailed,
    PatientPhoned,
    CallRequested,
    CallEnded,
    PatientForgotten,
    PatientErased,
)
_CHANGES_OF_A_CASE = (CaseOpened, CaseTaken, CaseHandedOn, CaseClosed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """Under what an event is found: the patient or stranger, the case, the member of staff.

    `place` and, in one place, `revision` are the order in which events of one moment are read.
    """

    place: int
    revision: int
    party_id: UUID | None
    case_id: UUID | None
    staff_id: UUID | None
    candidates: tuple[UUID, ...] | None


def filing(event: Event) -> Filing:
    """Where an event belongs; what joins it to a patient by its case or procedure is looked up in reading."""
    party: Party | None = getattr(event, "party", None)
    staff = party is not None and party.kind is PartyKind.STAFF
    other = party is not None and not staff
    return Filing(
        place=_place(event),
        revision=getattr(event, "revision", 0),
        party_id=party.id if party is not None and other else getattr(event, "patient_id", None),
        case_id=getattr(event, "case_id", None),
        staff_id=party.id if party is not None and staff else getattr(event, "staff_id", None),
        candidates=getattr(event, "candidates", ()) or None,
    )


def _place(event: Event) -> int:
    """Changes of a case share one place: one is passed on and then taken, another the other way round."""
    return CAUSES_FIRST.index(CaseOpened if isinstance(event, _CHANGES_OF_A_CASE) else type(event))
