"""Texts that people sent us and whose webhook never came.

Twilio gives a webhook up after one failure window of 15 seconds
(https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides): without this, a report that came
in while we were down would be lost.
"""

import time
from functools import partial

import structlog

from aftercare_chassis import UnitOfWork, Works
from aftercare_notifications.domain.forms import Inbound
from aftercare_notifications.gateways import metrics
from aftercare_notifications.gateways.carrier import Carrier, CarrierUnreachable
from aftercare_notifications.jobs.singly import singly
from aftercare_notifications.settings import NotificationsSettings
from aftercare_notifications.store import Arrivals, Watermarks
from aftercare_notifications.webhooks.texts import receive

_RECEIVED = "received"
_log = structlog.get_logger()


class Recoverer:
    """Asks the carrier every so often what it received for us."""

    def __init__(self, carrier: Carrier, settings: NotificationsSettings) -> None:
        self._carrier = carrier
        self._settings = settings
        self._looked_at = float("-inf")
        self._not_ours: set[str] = set()

    async def run(self, works: Works) -> bool:
        """Take in what we lack since the last look, oldest first."""
        if time.monotonic() - self._looked_at < self._settings.recovery_interval:
            return False
        self._looked_at = time.monotonic()
        async with works.begin() as work:
            mark = await Watermarks(work).of(_RECEIVED)
        try:
            received = await self._carrier.received(mark.since)
        except CarrierUnreachable as error:
            _log.warning("carrier-not-asked-for-received-texts", error=str(error))
            return False
        async with works.begin() as work:
            missing = await Arrivals(work).missing(one.sid for one in received)
        for one in reversed(received):
            if one.sid in missing:
                await self._take(one, works)
        self._not_ours &= {one.sid for one in received}
        async with works.begin() as work:
            await Watermarks(work).move(_RECEIVED, mark.now)
        return False

    async def _take(self, arrived: Inbound, works: Works) -> None:
        clinic_id = self._settings.clinic_of(number=arrived.to, service_sid=arrived.service_sid)
        if clinic_id is not None:
            await singly(works, partial(_recover, arrived, clinic_id), of=arrived.sid)
        elif arrived.sid not in self._not_ours:
            self._not_ours.add(arrived.sid)
            _log.warning("received-text-is-not-ours", sid=arrived.sid)


async def _recover(arrived: Inbound, clinic_id: str, work: UnitOfWork) -> None:
    if await receive(arrived, clinic_id, work):
        metrics.RECEIVED.labels("recovered").inc()
        _log.warning("received-text-recovered", sid=arrived.sid)
