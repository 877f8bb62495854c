"""How notifications is put together."""

from aftercare_chassis import Service, open_works
from aftercare_notifications.gateways.carrier import Carrier
from aftercare_notifications.gateways.twilio import TwilioCarrier
from aftercare_notifications.handlers import handlers
from aftercare_notifications.jobs import jobs
from aftercare_notifications.settings import NotificationsSettings
from aftercare_notifications.webhooks import routes


def build(settings: NotificationsSettings, carrier: Carrier | None = None) -> Service:
    """The service, ready to run; with Twilio unless another carrier is given."""
    works = open_works(settings)
    carrier = carrier or TwilioCarrier(settings)
    return Service(
        name="notifications",
        settings=settings,
        works=works,
        handlers=handlers(),
        jobs=jobs(settings, carrier),
        routes=routes(settings, works),
        closing=[carrier.close],
    )
