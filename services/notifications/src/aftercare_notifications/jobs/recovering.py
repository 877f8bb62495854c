"""Texts that people sent us and whose webhook never came.

Twilio gives a webhook up after one failure window of 15 seconds
(https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides): without this, a report that came
in while we were down would be lost.
"""

import time
from collections import defaultdict
from functools import partial

import structlog

from aftercare_chassis import UnitOfWork, Works
from aftercare_notifications.domain.forms import Inbound
from aftercare_notifications.domain.pools import Pools
from aftercare_notifications.gateways import metrics
from aftercare_notifications.gateways.carrier import Carrier, CarrierUnreachable
from aftercare_notifications.jobs.singly import singly
from aftercare_notifications.settings import NotificationsSettings
from aftercare_notifications.settings.senders import Account
from aftercare_notifications.store import Arrivals, Watermarks
from aftercare_notifications.webhooks.texts import receive

_RECEIVED = "received"
_log = structlog.get_logger()


class Recoverer:
    """Asks the carrier every so often what it received for us."""

    def __init__(self, carrier: Carrier, settings: NotificationsSettings) -> None:
        self._carrier = carrier
        self._settings = settings
        self._pools = Pools(senders=settings.senders)
        self._looked_at = float("-inf")
        self._not_ours: dict[Account, set[str]] = defaultdict(set)

    async def run(self, works: Works) -> bool:
        """Take in what we lack since the last look, of each account for itself."""
        if time.monotonic() - self._looked_at < self._settings.recovery_interval:
            return False
        self._looked_at = time.monotonic()
        for account in self._settings.accounts:
            await self._look(account, works)
        return False

    async def _look(self, account: Account, works: Works) -> None:
        """One account's texts, oldest first."""
        list_name = _RECEIVED if account is Account.MAIN else f"{_RECEIVED} {account}"
        async with works.begin() as work:
            mark = await Watermarks(work).of(list_name)
        try:
            received = await self._carrier.received(mark.since, account)
        except CarrierUnreachable as error:
            _log.warning("carrier-not-asked-for-received-texts", account=account, error=str(error))
            return
        async with works.begin() as work:
            missing = await Arrivals(work).missing(one.sid for one in received)
        for one in reversed(received):
            if one.sid in missing:
                await self._take(one, works, self._not_ours[account])
        self._not_ours[account] &= {one.sid for one in received}
        async with works.begin() as work:
            await Watermarks(work).move(list_name, mark.now)

    async def _take(self, arrived: Inbound, works: Works, not_ours: set[str]) -> None:
        clinic_id = self._settings.clinic_of(number=arrived.to, service_sid=arrived.service_sid)
        if clinic_id is not None:
            await singly(works, partial(_recover, arrived, clinic_id, self._pools), of=arrived.sid)
        elif arrived.sid not in not_ours:
            not_ours.add(arrived.sid)
            _log.warning("received-text-is-not-ours", sid=arrived.sid)


async def _recover(arrived: Inbound, clinic_id: str, pools: Pools, work: UnitOfWork) -> None:
    if await receive(arrived, clinic_id, work, pools=pools):
        metrics.RECEIVED.labels("recovered").inc()
        _log.warning("received-text-recovered", sid=arrived.sid)
