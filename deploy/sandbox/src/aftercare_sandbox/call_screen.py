from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from aftercare_sandbox.domain.call import ENDED, CallStatus

if TYPE_CHECKING:
    from aftercare_sandbox.call_store import Calls
    from aftercare_sandbox.domain.call import Call

KEYS = "123456789*0#"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallScreen:
    """A call that rings or goes on, as the page draws it over the texts."""

    sid: str
    from_: str
    rings: bool
    heard: tuple[str, ...]
    keys: str = KEYS


def call_screen(calls: Calls, number: str) -> CallScreen | None:
    """The newest call that a phone rings with, or is in."""
    busy = {CallStatus.RINGING, CallStatus.IN_PROGRESS}
    call = next((one for one in calls.newest_first(to=number) if one.status in busy), None)
    if call is None:
        return None
    return CallScreen(
        sid=call.sid, from_=call.from_, rings=call.status is CallStatus.RINGING, heard=call.heard[-1:]
    )


def ended_calls(calls: Calls, number: str, *, last: int) -> list[Call]:
    """The last calls to a phone that have ended."""
    ended = (call for call in calls.newest_first(to=number) if call.status in ENDED)
    return list(islice(ended, last))


def call_summary(call: Call) -> str:
    """What there was of an ended call, in a few words."""
    match call.status:
        case CallStatus.COMPLETED if call.pressed:
            return f"☎ Call: {call.heard[0]} Pressed {call.pressed}."
        case CallStatus.COMPLETED:
            return f"☎ Call: {' '.join(call.heard[:1])} No key was pressed."
        case CallStatus.BUSY:
            return "☎ Declined call"
        case _:
            return "☎ Missed call"
