"""What an operator must be told of before patients notice."""

from aftercare_chassis import UnitOfWork
from aftercare_notifications.domain.sending import Lane
from aftercare_notifications.gateways import metrics
from aftercare_notifications.store import Calls, Claims


async def watch(work: UnitOfWork) -> bool:
    """Measure how long the oldest text of each lane waits, and how many senders and accounts are held.

    A call waits by real time, as it goes at once or not at all.
    """
    claims = Claims(work)
    for lane in Lane:
        metrics.OLDEST_UNSENT.labels(lane).set((await claims.oldest(lane)).total_seconds())
        metrics.HELD.labels(lane).set(len(await claims.held(lane)))
    metrics.OLDEST_CALL.set((await Calls(work).oldest()).total_seconds())
    return False
