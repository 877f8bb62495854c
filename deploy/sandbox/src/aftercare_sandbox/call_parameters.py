from __future__ import annotations

from typing import TYPE_CHECKING

from aftercare_sandbox.domain.call import ENDED
from aftercare_sandbox.parameters import API_VERSION

if TYPE_CHECKING:
    from aftercare_sandbox.domain.call import Call, CallStatus


def call_parameters(call: Call, status: CallStatus, *, account_sid: str) -> dict[str, str]:
    """What Twilio posts about a call: to its status callback, and to the addresses of its TwiML."""
    params = {
        "AccountSid": account_sid,
        "ApiVersion": API_VERSION,
        "CallSid": call.sid,
        "CallStatus": status.value,
        "Called": call.to,
        "Caller": call.from_,
        "Direction": "outbound-api",
        "From": call.from_,
        "To": call.to,
    }
    if status in ENDED and call.started_at is not None and call.ended_at is not None:
        params["CallDuration"] = str(max(1, round((call.ended_at - call.started_at).total_seconds())))
    return params
