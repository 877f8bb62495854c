"""How scheduling is put together."""

from aftercare_chassis import Service, ServiceSettings, open_works
from aftercare_scheduling.handlers import handlers
from aftercare_scheduling.jobs import JOBS
from aftercare_scheduling.retaining import KEEPS


def build(settings: ServiceSettings) -> Service:
    """The service, ready to run."""
    return Service(
        name="scheduling",
        settings=settings,
        works=open_works(settings),
        handlers=handlers(),
        jobs=JOBS,
        keeps=KEEPS,
    )
