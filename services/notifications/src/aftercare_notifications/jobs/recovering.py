"""Texts that people sent us and whose webhook never came.

Twilio gives a webhook up after one failure window of 15 seconds
(https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides): without this, a report that came
in while we were down would be lost.
"""

import time

import structlog

from aftercare_chassis import Works
from aftercare_notifications.domain.forms import Inbound
from aftercare_notifications.gateways import metrics
from aftercare_notifications.gateways.carrier import Carrier, CarrierUnreachable
from aftercare_notifications.settings import NotificationsSettings
from aftercare_notifications.store import Arrivals
from aftercare_notifications.webhooks.texts import receive

_log = structlog.get_logger()


class Recoverer:
    """Asks the carrier every so often what it received for us."""

    def __init__(self, carrier: Carrier, settings: NotificationsSettings) -> None:
        self._carrier = carrier
        self._settings = settings
        self._looked_at = float("-inf")

    async def run(self, works: Works) -> bool:
        """Take in what we lack, oldest first."""
        if time.monotonic() - self._looked_at < self._settings.recovery_interval:
            return False
        self._looked_at = time.monotonic()
        try:
            received = await self._carrier.received()
        except CarrierUnreachable as error:
            _log.warning("carrier-not-asked-for-received-texts", error=str(error))
            return False
        async with works.begin() as work:
            missing = await Arrivals(work).missing(one.sid for one in received)
        for one in reversed(received):
            if one.sid in missing:
                await self._take(one, works)
        return False

    async def _take(self, arrived: Inbound, works: Works) -> None:
        clinic_id = self._settings.clinic_of(number=arrived.to, service_sid=arrived.service_sid)
        if clinic_id is None:
            return
        async with works.begin() as work:
            if await receive(arrived, clinic_id, work):
                metrics.RECEIVED.labels("recovered").inc()
                _log.warning("received-text-recovered", sid=arrived.sid)
