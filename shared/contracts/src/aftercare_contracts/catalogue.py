"""Who says what, and who hears it: the one table from which topology and documents are made."""

from collections.abc import Mapping
from types import MappingProxyType

from aftercare_contracts import (
    calls,
    cases,
    checkins,
    clinics,
    messages,
    parties,
    photos,
    policies,
    procedures,
    replies,
)
from aftercare_contracts.event import Event

SAYS: Mapping[str, tuple[type[Event], ...]] = MappingProxyType(
    {
        "scheduling": (checkins.CheckinDue, checkins.CheckinDropped, parties.PatientErased),
        "checkins": (
            messages.PromptRequested,
            messages.MessageRequested,
            checkins.SymptomsAssessed,
            checkins.ConcernRaised,
            checkins.CheckinUnanswered,
            messages.OptOutRequested,
            parties.PatientErased,
        ),
        "escalations": (
            messages.MessageRequested,
            calls.CallRequested,
            cases.CaseOpened,
            cases.CasePaged,
            cases.CaseNotPaged,
            cases.CaseTaken,
            cases.CaseHandedOn,
            cases.CaseOffered,
            cases.CaseClosed,
            parties.PatientErased,
        ),
        "notifications": (
            replies.ReplyReceived,
            replies.StaffReplyReceived,
            messages.MessageSent,
            messages.MessageDelivered,
            messages.MessageFailed,
            calls.CallAnswered,
            calls.CallEnded,
            messages.ConsentGiven,
            messages.ConsentWithdrawn,
            parties.PatientErased,
            photos.PhotoKept,
            photos.PhotoMissed,
            photos.PhotoErased,
        ),
        "console": (
            clinics.ClinicConfigured,
            clinics.RotaChanged,
            policies.PoliciesChanged,
            parties.PatientRegistered,
            parties.PatientChanged,
            parties.PatientForgotten,
            parties.PatientErased,
            parties.StaffRegistered,
            parties.StaffForgotten,
            procedures.ProcedureCompleted,
            procedures.ProcedureAmended,
            procedures.ProcedureVoided,
            replies.ReplyRetracted,
            cases.CaseDecided,
            messages.StaffTexted,
            messages.PatientPhoned,
        ),
    }
)

EVENTS: tuple[type[Event], ...] = tuple(dict.fromkeys(event for said in SAYS.values() for event in said))

HEARS: Mapping[str, tuple[type[Event], ...]] = MappingProxyType(
    {
        "scheduling": (
            clinics.ClinicConfigured,
            procedures.ProcedureCompleted,
            procedures.ProcedureAmended,
            procedures.ProcedureVoided,
            parties.PatientChanged,
            parties.PatientForgotten,
        ),
        "checkins": (
            clinics.ClinicConfigured,
            checkins.CheckinDue,
            replies.ReplyReceived,
            replies.ReplyRetracted,
            messages.StaffTexted,
            parties.PatientChanged,
            parties.PatientForgotten,
        ),
        "escalations": (
            clinics.ClinicConfigured,
            clinics.RotaChanged,
            policies.PoliciesChanged,
            checkins.ConcernRaised,
            replies.StaffReplyReceived,
            calls.CallAnswered,
            messages.MessageDelivered,
            messages.MessageFailed,
            cases.CaseDecided,
            parties.PatientForgotten,
        ),
        "notifications": (
            clinics.ClinicConfigured,
            parties.PatientRegistered,
            parties.PatientForgotten,
            parties.StaffRegistered,
            parties.StaffForgotten,
            messages.PromptRequested,
            messages.MessageRequested,
            messages.OptOutRequested,
            messages.StaffTexted,
            calls.CallRequested,
            cases.CaseTaken,
            cases.CaseClosed,
        ),
        "console": EVENTS,
    }
)

BY_TOPIC: Mapping[str, type[Event]] = MappingProxyType({event.topic: event for event in EVENTS})
