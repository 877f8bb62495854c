from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CallKind(StrEnum):
    """What happens to a call to a number."""

    RING = "ring"
    """It rings until somebody answers by hand, declines, or the ringing has lasted its time."""
    ANSWER = "answer"
    """Somebody picks up at once and presses `digits`."""
    MACHINE = "machine"
    """A voicemail picks up, lets the greeting be said, and hangs up."""
    NO_ANSWER = "no_answer"
    """It rings, and nobody picks up: the end comes without waiting for it."""
    BUSY = "busy"
    """It is busy."""
    FAIL = "fail"
    """It cannot be connected."""
    REFUSE = "refuse"
    """The API answers with an error code, and nothing is accepted."""
    HANG = "hang"
    """The API does not answer, and nothing is accepted."""
    LOSE_RESPONSE = "lose_response"
    """The API accepts, and the connection drops before the answer; then it rings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBehaviour:
    """How one number takes calls."""

    kind: CallKind = CallKind.RING
    digits: str = "1"
    """What ANSWER presses."""
    code: int = 21215
    """The error code of REFUSE."""
    times: int | None = None
    """For how many more calls; None for all."""


RINGS = CallBehaviour()
