"""How notifications is put together."""

from aftercare_chassis import Service, open_works
from aftercare_notifications.gateways.carrier import Carrier
from aftercare_notifications.gateways.media import Media, TwilioMedia
from aftercare_notifications.gateways.telephone import Telephone
from aftercare_notifications.gateways.twilio import TwilioCarrier
from aftercare_notifications.gateways.twilio_calls import TwilioTelephone
from aftercare_notifications.handlers import handlers
from aftercare_notifications.jobs import call_jobs, jobs
from aftercare_notifications.jobs.photos import photo_jobs
from aftercare_notifications.pages import photo_routes
from aftercare_notifications.retaining import KEEPS
from aftercare_notifications.settings import NotificationsSettings
from aftercare_notifications.webhooks import routes
from aftercare_notifications.webhooks.calls import call_routes


def build(
    settings: NotificationsSettings,
    carrier: Carrier | None = None,
    telephone: Telephone | None = None,
    media: Media | None = None,
) -> Service:
    """The service, ready to run; with Twilio unless other carriers are given."""
    works = open_works(settings)
    carrier, telephone = carrier or TwilioCarrier(settings), telephone or TwilioTelephone(settings)
    media = media or TwilioMedia(settings)
    return Service(
        name="notifications",
        settings=settings,
        works=works,
        handlers=handlers(),
        jobs=[*jobs(settings, carrier), *call_jobs(settings, telephone), *photo_jobs(settings, media)],
        keeps=KEEPS,
        routes=[
            *routes(settings, works),
            *call_routes(settings, works),
            *photo_routes(settings, works),
        ],
        closing=[carrier.close, telephone.close, media.close],
    )
