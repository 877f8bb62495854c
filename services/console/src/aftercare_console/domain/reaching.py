"""Whether the advice that a patient was sent has reached them."""

from datetime import timedelta

from aftercare_console.domain.cases import Case, State
from aftercare_contracts import Event, MessageFailed

# A safety text goes out with the concern that opens a case; an outage may part them by hours.
_LATE = timedelta(days=1)


def unreached(case: Case, last: Event | None) -> str | None:
    """Why a safety text did not reach whom an open case is about, or none.

    `last`: what was last told of whether one reached them.
    """
    if not isinstance(last, MessageFailed) or case.opened_at is None or case.state is State.CLOSED:
        return None
    return last.reason if last.occurred_at >= case.opened_at - _LATE else None
