"""Twilio's error codes: what each means for a text, and what a person can do."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """What follows when the carrier refuses a text with a code."""

    PERMANENT = "permanent"  # it will not be sent: a person must act
    TRANSIENT = "transient"  # it was not sent, and may be a little later
    OPERATOR = "operator"  # nothing can be sent until the operator mends something: all texts wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """A code in plain words, with what to do."""

    kind: Kind
    reason: str


OPTED_OUT = 21610

# Each code is described at https://www.twilio.com/docs/api/errors/<code>. Twilio warns that codes change:
# an unknown one is taken as permanent, so that a person looks at it.
_PERMANENT: Mapping[int, str] = MappingProxyType(
    {
        21211: "The phone number is not valid: correct it, and phone meanwhile.",
        21212: "Our own sender's number is not valid: tell the operator, and phone meanwhile.",
        21408: "Texts to this country are not switched on at the carrier: tell the operator, and phone.",
        21606: "Our own sender cannot text this number: tell the operator, and phone meanwhile.",
        OPTED_OUT: "They have opted out of our texts: phone them.",
        21612: "This number cannot be reached from ours: phone it.",
        21614: "This is not a mobile number: register one that can get texts, and phone meanwhile.",
        21617: "The text is too long for the carrier: phone, and have the wording shortened.",
        21635: "This is a landline: register a mobile number, and phone meanwhile.",
        21701: "The carrier does not know our messaging service: tell the operator, and phone meanwhile.",
        30003: "The phone was off or out of reach: try again later, or phone.",
        30004: "The phone or its network blocks our texts: phone.",
        30005: "The number is not in use any more: find out the new one.",
        30006: "This is a landline, or its network cannot be reached: phone it.",
        30007: "A spam filter stopped the text: phone, and have the operator look at the wording.",
        30008: "The network lost the text without saying why: phone if it matters.",
        30032: "Our toll-free number is not verified: tell the operator, and phone meanwhile.",
        30036: "The text did not get through in the time it was of use: phone if it matters.",
    }
)
_TRANSIENT: Mapping[int, str] = MappingProxyType(
    {
        20429: "The carrier was given too many texts at once: phone if it matters.",
        20500: "The carrier had a failure: phone if it matters.",
        20503: "The carrier was out of service: phone if it matters.",
        21611: "Too many texts are waiting at the carrier: phone if it matters.",
        30001: "Too many texts are waiting at the carrier: phone if it matters.",
    }
)
_OPERATOR: Mapping[int, str] = MappingProxyType(
    {
        20003: "The carrier does not accept our credentials: the operator must set them; phone meanwhile.",
        30002: "The carrier has suspended our account: the operator must call it; phone meanwhile.",
        30034: "Our number is not registered for texting in the US (A2P 10DLC): the operator must; phone.",
    }
)
_MEANINGS: Mapping[int, Meaning] = MappingProxyType(
    {
        code: Meaning(kind=kind, reason=reason)
        for kind, table in (
            (Kind.PERMANENT, _PERMANENT),
            (Kind.TRANSIENT, _TRANSIENT),
            (Kind.OPERATOR, _OPERATOR),
        )
        for code, reason in table.items()
    }
)
_UNKNOWN = Meaning(kind=Kind.PERMANENT, reason="The carrier could not deliver the text: phone.")


def meaning(code: int | None) -> Meaning:
    """What a code means; that of an unknown one is to phone."""
    return _UNKNOWN if code is None else _MEANINGS.get(code, _UNKNOWN)
