"""What escalations hears on the bus."""

from functools import partial

from aftercare_chassis import Handlers
from aftercare_contracts import (
    CallAnswered,
    CaseDecided,
    ClinicConfigured,
    ConcernRaised,
    MessageDelivered,
    MessageFailed,
    PatientForgotten,
    PoliciesChanged,
    RotaChanged,
    StaffReplyReceived,
)
from aftercare_escalations.handlers.clinics import (
    change_policies,
    change_rota,
    configure_clinic,
    forget_patient,
)
from aftercare_escalations.handlers.concerns import raise_concern
from aftercare_escalations.handlers.failures import move_on, note_delivery
from aftercare_escalations.handlers.staff import decide_case, hear_key, hear_staff
from aftercare_escalations.handlers.waking import CALL_DUE, PAGE_DUE
from aftercare_escalations.messages import links_of
from aftercare_escalations.settings import EscalationsSettings

__all__ = ["CALL_DUE", "PAGE_DUE", "handlers"]


def handlers(settings: EscalationsSettings) -> Handlers:
    """Which function hears which event."""
    links = links_of(settings)
    heard = Handlers()
    heard.on(ClinicConfigured, configure_clinic)
    heard.on(RotaChanged, change_rota)
    heard.on(PoliciesChanged, change_policies)
    heard.on(ConcernRaised, partial(raise_concern, links=links))
    heard.on(StaffReplyReceived, partial(hear_staff, links=links))
    heard.on(CallAnswered, partial(hear_key, links=links))
    heard.on(CaseDecided, partial(decide_case, links=links))
    heard.on(MessageDelivered, note_delivery)
    heard.on(MessageFailed, partial(move_on, links=links))
    heard.on(PatientForgotten, forget_patient)
    return heard
