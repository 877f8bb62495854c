"""Events of one patient's story, as the other services would say them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid5

from aftercare_contracts import (
    CallAnswered,
    CallEnded,
    CallRequested,
    CallResult,
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
    Decision,
    DropReason,
    Event,
    Level,
    MessageDelivered,
    MessageFailed,
    MessageRequested,
    MessageSent,
    Milestone,
    NotPagedReason,
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
    Policies,
    PoliciesChanged,
    ProcedureAmended,
    ProcedureCompleted,
    ProcedureVoided,
    PromptRequested,
    Purpose,
    ReplyReceived,
    ReplyRetracted,
    RotaChanged,
    Script,
    StaffForgotten,
    StaffRegistered,
    StaffReplyReceived,
    StaffTexted,
    SymptomsAssessed,
)

_NAMES = UUID("7d8a1b36-0f1e-4b5b-9a70-2b6a3a2a5d11")
T0 = datetime(2026, 3, 2, 15, tzinfo=UTC)
E = TypeVar("E", bound=Event)


def named(name: str) -> UUID:
    """The same id for the same name."""
    return uuid5(_NAMES, name)


ANA = Party(kind=PartyKind.PATIENT, id=named("Ana"))
MARA = Party(kind=PartyKind.STAFF, id=named("Mara"))
STRANGER = Party(kind=PartyKind.STRANGER, id=named("a shared phone"))
_PROCEDURE, _CASE, _REPLY, _MESSAGE = map(named, ("procedure", "case", "reply", "message"))
_CLINIC = named("Crown Clinic")
_OF_CLINIC = (ClinicConfigured, PoliciesChanged, RotaChanged, StaffRegistered, StaffForgotten)
_CHECKIN = {
    "checkin_id": named("checkin"),
    "procedure_id": _PROCEDURE,
    "patient_id": ANA.id,
    "milestone": Milestone.DAY_1,
}
_TEXT = {
    "message_id": _MESSAGE,
    "party": ANA,
    "purpose": Purpose.PROMPT,
    "text": "How is your scalp today?",
    "wording": "prompt.en.1",
}
_REACHED = {"message_id": _MESSAGE, "party": ANA, "purpose": Purpose.PROMPT}
_ZONE = {"timezone": "America/New_York", "language": "en"}
_ANSWER = {"case_id": _CASE, "staff_id": MARA.id}

_PHOTO = {"photo_id": named("photo"), "reply_id": _REPLY, "party": ANA, "position": 0}
_CALL = {"call_id": named("call"), "party": MARA}
SCRIPT = Script(
    greeting="Case K, 7. Press 1 or 2.",
    taken="Thank you.",
    passed="Thank you.",
    unclear="What?",
    silent="Goodbye.",
    gone="Gone.",
)

DEFAULTS: dict[type[Event], dict[str, Any]] = {
    ClinicConfigured: {"revision": 1, "name": "Crown Clinic", "emergency_number": "911", **_ZONE},
    RotaChanged: {"revision": 1, "ladder": (MARA.id,), "page_wait": timedelta(minutes=5)},
    PoliciesChanged: {"revision": 1, "policies": Policies()},
    PatientRegistered: {
        "patient_id": ANA.id,
        "revision": 1,
        "given_name": "Ana",
        "family_name": "Ruiz",
        "number": "+12025550123",
        "consent": None,
        **_ZONE,
    },
    PatientChanged: {"patient_id": ANA.id, "revision": 2, "timezone": "Europe/Madrid", "language": "es"},
    PatientForgotten: {"patient_id": ANA.id},
    PatientErased: {"patient_id": ANA.id, "service": "checkins"},
    StaffRegistered: {"staff_id": MARA.id, "revision": 1, "name": "Mara Voss", "number": "+12025550188"},
    StaffForgotten: {"staff_id": MARA.id},
    ProcedureCompleted: {
        "procedure_id": _PROCEDURE,
        "patient_id": ANA.id,
        "session": 1,
        "performed_on": date(2026, 3, 1),
        **_ZONE,
    },
    ProcedureAmended: {
        "procedure_id": _PROCEDURE,
        "revision": 1,
        "performed_on": date(2026, 2, 28),
        "timezone": "America/New_York",
    },
    ProcedureVoided: {"procedure_id": _PROCEDURE, "reason": "entered twice"},
    CheckinDue: {**_CHECKIN, "session": 1, "language": "en", "due_at": T0, "expires_at": T0},
    CheckinDropped: {**_CHECKIN, "reason": DropReason.TOO_LATE},
    CheckinUnanswered: _CHECKIN,
    PromptRequested: {**_TEXT, "expires_at": T0},
    MessageRequested: {**_TEXT, "purpose": Purpose.SAFETY},
    MessageSent: _TEXT,
    MessageDelivered: _REACHED,
    MessageFailed: {**_REACHED, "code": 30005, "reason": "the number is not in use: phone the patient"},
    StaffTexted: {
        "message_id": named("by staff"),
        "party": ANA,
        "staff_id": MARA.id,
        "text": "Mara from the clinic here: can you send a photo?",
    },
    PatientPhoned: {"party": ANA, "staff_id": MARA.id},
    ReplyReceived: {"reply_id": _REPLY, "party": ANA, "words": "it is red and hot", "received_at": T0},
    StaffReplyReceived: {
        "reply_id": named("staff reply"),
        "staff_id": MARA.id,
        "words": "1",
        "received_at": T0,
    },
    ReplyRetracted: {
        "reply_id": _REPLY,
        "patient_id": ANA.id,
        "staff_id": MARA.id,
        "reason": "her sister wrote",
    },
    SymptomsAssessed: {
        "assessment_id": named("assessment"),
        "reply_id": _REPLY,
        "party": ANA,
        "procedure_id": _PROCEDURE,
        "checkin_id": _CHECKIN["checkin_id"],
        "day": 1,
        "level": Level.SEVERE,
        "symptoms": ("redness", "heat"),
        "negated": ("fever",),
        "matched": ("red", "hot"),
        "rule": "hot-and-red",
        "version": "2026.1",
    },
    ConcernRaised: {
        "concern_id": named("concern"),
        "party": ANA,
        "procedure_id": _PROCEDURE,
        "reply_id": _REPLY,
        "level": Level.SEVERE,
        "rule": "hot-and-red",
        "language": "en",
    },
    OptOutRequested: {"party": ANA, "reply_id": _REPLY},
    PhotoKept: _PHOTO,
    PhotoMissed: {**_PHOTO, "reason": "It is too large: ask for a smaller one."},
    PhotoErased: {**_PHOTO, "reason": "The time for which photos are kept is over."},
    ConsentGiven: {"party": ANA, "source": "START"},
    ConsentWithdrawn: {"party": ANA, "source": "STOP"},
    CaseOpened: {"case_id": _CASE, "revision": 1, "code": "K7", "party": ANA, "level": Level.SEVERE},
    CasePaged: {**_ANSWER, "message_id": named("page"), "round": 1},
    CaseNotPaged: {"case_id": _CASE, "reason": NotPagedReason.WORKLIST, "until": T0 + timedelta(hours=2)},
    CaseTaken: {**_ANSWER, "revision": 2},
    CaseHandedOn: {**_ANSWER, "revision": 3},
    CaseOffered: {**_ANSWER, "holder_id": named("Noor")},
    CaseClosed: {**_ANSWER, "revision": 9, "outcome": "seen today, all well"},
    CallRequested: {**_CALL, "language": "en", "script": SCRIPT, "expires_at": T0},
    CallAnswered: {**_CALL, "decision": Decision.TAKE, "answered_at": T0},
    CallEnded: {**_CALL, "result": CallResult.NO_ANSWER, "reason": "Nobody picked up."},
    CaseDecided: {**_ANSWER, "decision": Decision.TAKE},
}


def event(event_type: type[E], *, after: float = 0, name: str = "", **changes: Any) -> E:
    """An event of the story, some minutes after its beginning."""
    facts = {**DEFAULTS[event_type], **changes}
    return event_type(
        event_id=named(f"{event_type.topic}/{after}/{name}"),
        clinic_id="main",
        occurred_at=T0 + timedelta(minutes=after),
        correlation_id=_CLINIC if event_type in _OF_CLINIC else facts.get("case_id", _PROCEDURE),
        **facts,
    )


def severe_reply_until_closed() -> list[Event]:
    """Ana is asked, answers badly, and Mara sees to it."""
    page = {
        "message_id": named("page"),
        "party": MARA,
        "purpose": Purpose.PAGE,
        "text": "Case K7: SEVERE. Reply 1 to take it.",
        "wording": "page.en.1",
    }
    safety = {
        "message_id": named("safety"),
        "purpose": Purpose.SAFETY,
        "text": "Please get medical care today.",
    }
    return [
        event(StaffRegistered, after=-90),
        event(PatientRegistered, after=-90),
        event(ProcedureCompleted, after=-90),
        event(CheckinDue, after=-60),
        event(PromptRequested, after=-60),
        event(MessageSent, after=-59),
        event(MessageDelivered, after=-58),
        event(ReplyReceived, after=0),
        event(SymptomsAssessed, after=0),
        event(ConcernRaised, after=0),
        event(MessageRequested, after=0, name="safety", **safety),
        event(MessageSent, after=1, name="safety", **safety),
        event(CaseOpened, after=1),
        event(CasePaged, after=1),
        event(MessageRequested, after=1, name="page", **page),
        event(MessageSent, after=2, name="page", **page),
        event(StaffReplyReceived, after=3),
        event(CaseTaken, after=3),
        event(CaseClosed, after=30),
    ]
