"""Twilio's error codes for calls: what each means, and what a person can do."""

from collections.abc import Mapping
from types import MappingProxyType

# Each is described at https://www.twilio.com/docs/api/errors/<code>.
_REASONS: Mapping[int, str] = MappingProxyType(
    {
        20003: "The carrier does not accept our credentials: the operator must set them.",
        21201: "We have no phone number for them: register it.",
        21210: "Our own number may not make calls: the operator must look at it.",
        21211: "The phone number is not valid: correct it.",
        21212: "Our own number is not valid: the operator must set AFTERCARE_TWILIO_CALLER.",
        21213: "We have no number to call from: the operator must set AFTERCARE_TWILIO_CALLER.",
        21215: "Calls to this country are not switched on at the carrier: tell the operator.",
        21217: "The phone number is not valid: correct it.",
        21219: "This is a trial account, which calls verified numbers alone: tell the operator.",
    }
)
# Nothing was called, and it may go a little later.
_TRANSIENT = frozenset({20429, 20500, 20503})
# It is our own number or account that is at fault: another of ours may do.
_OURS = frozenset({20003, 20005, 21210, 21212, 21219})
NO_CALLER = 21213


def is_transient(code: int) -> bool:
    """Whether the same request may be taken a little later."""
    return code in _TRANSIENT


def is_our_own_fault(code: int) -> bool:
    """Whether the same call may be taken from another of our numbers."""
    return code in _OURS


def reason_of(code: int) -> str:
    """What a code means; that of an unknown one is to look it up."""
    return _REASONS.get(code, "The carrier would not make the call: look the code up.")
