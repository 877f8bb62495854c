from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from aftercare_sandbox.domain.message import Status, Step


class Kind(StrEnum):
    """What happens to a text for a number."""

    DELIVER = "deliver"
    """It arrives."""
    REFUSE = "refuse"
    """The API answers with an error code, and nothing is accepted."""
    FAIL = "fail"
    """The API accepts; later it is undelivered or failed, with an error code."""
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

# For trying by hand. The exchange 999 keeps them out of the way of numbers that a test makes up.
FIXED: dict[str, Behaviour] = {
    "9991211": Behaviour(kind=Kind.REFUSE, code=21211),
    "9991610": Behaviour(kind=Kind.REFUSE, code=21610),
    "9991614": Behaviour(kind=Kind.REFUSE, code=21614),
    "9990429": Behaviour(kind=Kind.REFUSE, code=20429),
    "9990503": Behaviour(kind=Kind.REFUSE, code=20503),
    "9990003": Behaviour(kind=Kind.FAIL, code=30003),
    "9990005": Behaviour(kind=Kind.FAIL, code=30005),
    "9990006": Behaviour(kind=Kind.FAIL, code=30006),
    "9990007": Behaviour(kind=Kind.FAIL, code=30007),
    "9990008": Behaviour(kind=Kind.FAIL, code=30008),
    "9990102": Behaviour(kind=Kind.STALL),
    "9990408": Behaviour(kind=Kind.HANG),
    "9990500": Behaviour(kind=Kind.ERROR_AFTER_ACCEPT),
    "9990504": Behaviour(kind=Kind.LOSE_RESPONSE),
}
_SUFFIX = 7


def fixed_behaviour(number: str) -> Behaviour:
    """What a number does by its last seven digits."""
    return FIXED.get(number[-_SUFFIX:], DELIVERS)


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
        case Kind.REFUSE | Kind.HANG:
            return ()
        case Kind.DELIVER | Kind.LOSE_RESPONSE | Kind.ERROR_AFTER_ACCEPT:
            return (*sent, Step(status=Status.DELIVERED))
