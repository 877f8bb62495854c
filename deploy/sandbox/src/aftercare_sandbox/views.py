from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aftercare_sandbox.clock import SystemClock
    from aftercare_sandbox.domain.call import Call
    from aftercare_sandbox.domain.message import Message

View = dict[str, object]


def message_view(message: Message) -> View:
    """A message as the control API shows it."""
    return {
        "sid": message.sid,
        "seq": message.seq,
        "direction": message.direction.value,
        "from": message.from_,
        "to": message.to,
        "body": message.text,
        "media": message.media,
        "segments": message.segments,
        "status": message.status.value,
        "history": [status.value for status in message.history],
        "error_code": message.error_code,
        "service_sid": message.service_sid,
        "status_callback": message.status_callback,
        "reached": message.reached,
        "created_at": message.created_at.isoformat(),
        "shown_at": message.shown_at.isoformat(),
    }


def call_view(call: Call) -> View:
    """A call as the control API shows it."""
    return {
        "sid": call.sid,
        "seq": call.seq,
        "from": call.from_,
        "to": call.to,
        "status": call.status.value,
        "history": [status.value for status in call.history],
        "heard": list(call.heard),
        "pressed": call.pressed,
        "created_at": call.created_at.isoformat(),
        "shown_at": call.shown_at.isoformat(),
    }


def clock_view(clock: SystemClock) -> View:
    """The system's time, and how it runs."""
    return {**asdict(clock.setting()), "now": clock.now().isoformat(), "can_be_set": clock.can_be_set}
