"""How escalations is put together."""

from aftercare_chassis import Service, open_works
from aftercare_escalations.handlers import handlers
from aftercare_escalations.jobs import jobs
from aftercare_escalations.settings import EscalationsSettings


def build(settings: EscalationsSettings) -> Service:
    """The service, ready to run."""
    return Service(
        name="escalations",
        settings=settings,
        works=open_works(settings),
        handlers=handlers(settings),
        jobs=jobs(settings),
    )
