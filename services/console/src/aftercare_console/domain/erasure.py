"""What of the timeline is a person's own, goes when they are forgotten, and reads as what from then on."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from aftercare_contracts import (
    BY_TOPIC,
    CaseClosed,
    CaseDecided,
    Event,
    MessageRequested,
    MessageSent,
    PatientRegistered,
    ProcedureVoided,
    PromptRequested,
    ReplyReceived,
    ReplyRetracted,
    StaffRegistered,
    StaffReplyReceived,
    StaffTexted,
    SymptomsAssessed,
)

_ERASED = "(erased)"
_NO_NUMBER = "+10000000"  # passes for a number where a contract wants one, and is nobody's

OF_PATIENTS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        PatientRegistered.topic: {
            "given_name": _ERASED,
            "family_name": _ERASED,
            "number": _NO_NUMBER,
            "consent": None,
        },
        ProcedureVoided.topic: {"reason": _ERASED},
        ReplyReceived.topic: {"words": _ERASED},
        ReplyRetracted.topic: {"reason": _ERASED},
        StaffReplyReceived.topic: {"words": _ERASED},
        SymptomsAssessed.topic: {"matched": ()},
        PromptRequested.topic: {"text": _ERASED},
        MessageRequested.topic: {"text": _ERASED},
        MessageSent.topic: {"text": _ERASED},
        StaffTexted.topic: {"text": _ERASED},
        CaseDecided.topic: {"outcome": _ERASED},
        CaseClosed.topic: {"outcome": _ERASED},
    }
)

OF_STAFF: Mapping[str, Mapping[str, Any]] = MappingProxyType({StaffRegistered.topic: {"number": _NO_NUMBER}})


def without(body: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """A body that has lost these fields."""
    return {name: value for name, value in body.items() if name not in fields}


def read(topic: str, body: Mapping[str, Any]) -> Event:
    """The event that a body of the timeline was; a field that was erased says so."""
    blanks = {**OF_PATIENTS.get(topic, {}), **OF_STAFF.get(topic, {})}
    return BY_TOPIC[topic].model_validate({**blanks, **body})
