"""How check-ins are put together."""

from aftercare_chassis import Service, ServiceSettings, open_works
from aftercare_checkins import texts
from aftercare_checkins.domain import triage
from aftercare_checkins.domain.reading import Assess
from aftercare_checkins.handlers import handlers
from aftercare_checkins.jobs import jobs
from aftercare_checkins.retaining import KEEPS


def build(settings: ServiceSettings, *, assess: Assess = triage.assess) -> Service:
    """The service, ready to run."""
    said = texts.load()
    return Service(
        name="checkins",
        settings=settings,
        works=open_works(settings),
        handlers=handlers(said, assess),
        jobs=jobs(said),
        keeps=KEEPS,
    )
