"""How escalations is put together."""

from aftercare_chassis import Service, open_works
from aftercare_escalations.gateways.heartbeat import Heartbeat
from aftercare_escalations.handlers import handlers
from aftercare_escalations.jobs import jobs
from aftercare_escalations.retaining import KEEPS
from aftercare_escalations.settings import EscalationsSettings


def build(settings: EscalationsSettings) -> Service:
    """The service, ready to run."""
    heartbeat = None
    if settings.heartbeat_url is not None:
        heartbeat = Heartbeat(settings.heartbeat_url.get_secret_value(), settings.heartbeat_method)
    return Service(
        name="escalations",
        settings=settings,
        works=open_works(settings),
        handlers=handlers(settings),
        jobs=jobs(settings, heartbeat),
        keeps=KEEPS,
        closing=[] if heartbeat is None else [heartbeat.close],
    )
