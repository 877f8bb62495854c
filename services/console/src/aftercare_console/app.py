"""How the console is put together."""

from starlette.routing import BaseRoute, Mount

from aftercare_chassis import Service, Works, open_works
from aftercare_console.api import build_api
from aftercare_console.handlers import handlers
from aftercare_console.jobs import JOBS
from aftercare_console.pages import build_pages
from aftercare_console.retaining import KEEPS
from aftercare_console.settings import ConsoleSettings


def build(settings: ConsoleSettings) -> Service:
    """The service, ready to run."""
    works = open_works(settings)
    return Service(
        name="console",
        settings=settings,
        works=works,
        handlers=handlers(),
        jobs=JOBS,
        keeps=KEEPS,
        routes=routes(works, settings),
    )


def routes(works: Works, settings: ConsoleSettings) -> list[BaseRoute]:
    """The API under `/api`, and the pages under everything else."""
    return [Mount("/api", app=build_api(works, settings)), Mount("/", app=build_pages(works, settings))]
