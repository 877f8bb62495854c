from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from aftercare_sandbox.domain.errors import EXPIRED, FAILURES, REFUSALS
from aftercare_sandbox.domain.message import Status, Step


class Kind(StrEnum):
    """What happens to a text for a number."""

    DELIVER = "deliver"
    """It arrives."""
    REFUSE = "refuse"
    """The API answers with an error code, and nothing is accepted."""
    FAIL = "fail"
    """The API accepts; later it is undelivered or failed, with an error code."""
    QUEUE = "queue"
    """It waits in the carrier's queue until its validity period ends."""
    STALL = "stall"
    """It never gets past sent."""
    HANG = "hang"
    """The API does not answer, and nothing is accepted."""
    LOSE_RESPONSE = "lose_response"
    """The API accepts, and the connection drops before the answer."""
    ERROR_AFTER_ACCEPT = "error_after_accept"
    """The API accepts, and answers 500."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """How one number behaves."""

    kind: Kind = Kind.DELIVER
    code: int = 30008
    """The error code of REFUSE and FAIL."""
    status: Status = Status.UNDELIVERED
    """How FAIL ends: undelivered or failed."""
    http_status: int | None = None
    """The HTTP status of REFUSE, when it is not the code's own."""
    times: int | None = None
    """For how many more texts; None for all."""


DELIVERS = Behaviour()

# For trying by hand. The exchange 999 keeps them out of the way of numbers that a test makes up, and what
# follows is the end of an error code: 0003 of 30003, 1211 of 21211; or else one of these.
FIXED: dict[str, Behaviour] = {
    "0102": Behaviour(kind=Kind.STALL),
    "0104": Behaviour(kind=Kind.QUEUE),
    "0408": Behaviour(kind=Kind.HANG),
    "0500": Behaviour(kind=Kind.ERROR_AFTER_ACCEPT),
    "0504": Behaviour(kind=Kind.LOSE_RESPONSE),
}
_EXCHANGE = re.compile(r"999(\d{4})\Z")
_LATER, _AT_ONCE = 30_000, 20_000


def fixed_behaviour(number: str) -> Behaviour:
    """What a number does by its last seven digits."""
    told = _EXCHANGE.search(number)
    if told is None:
        return DELIVERS
    if told[1] in FIXED:
        return FIXED[told[1]]
    code = int(told[1])
    if _LATER + code in FAILURES:
        return Behaviour(kind=Kind.FAIL, code=_LATER + code)
    if _AT_ONCE + code in REFUSALS:
        return Behaviour(kind=Kind.REFUSE, code=_AT_ONCE + code)
    return DELIVERS


def itinerary(behaviour: Behaviour, *, through_service: bool) -> tuple[Step, ...]:
    """The statuses that a message accepted under this behaviour comes to, in order."""
    start = (Step(status=Status.QUEUED),) if through_service else ()
    on_the_way = (*start, Step(status=Status.SENDING))
    sent = (*on_the_way, Step(status=Status.SENT))
    match behaviour.kind:
        case Kind.FAIL if behaviour.status is Status.FAILED:
            return (*on_the_way, Step(status=Status.FAILED, error_code=behaviour.code))
        case Kind.FAIL:
            return (*sent, Step(status=Status.UNDELIVERED, error_code=behaviour.code))
        case Kind.STALL:
            return sent
        case Kind.QUEUE:
            return (Step(status=Status.FAILED, error_code=EXPIRED),)
        case Kind.REFUSE | Kind.HANG:
            return ()
        case Kind.DELIVER | Kind.LOSE_RESPONSE | Kind.ERROR_AFTER_ACCEPT:
            return (*sent, Step(status=Status.DELIVERED))
