"""What the console shows to staff."""

from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from aftercare_chassis import Works
from aftercare_chassis.failures import heals
from aftercare_console.body import Capped
from aftercare_console.pages import (
    calendars,
    cases,
    deciding,
    importing,
    linked,
    now,
    numbers,
    patients,
    phoning,
    records,
    rota,
    rota_changing,
    signing_in,
    texting,
)
from aftercare_console.pages.attempts import Attempts
from aftercare_console.pages.headers import SafeHeaders
from aftercare_console.pages.rendering import environment, render
from aftercare_console.settings import ConsoleSettings


def build_pages(works: Works, settings: ConsoleSettings) -> ASGIApp:
    """The pages, to be mounted at the root."""
    pages = Starlette(
        routes=[
            Route("/login", signing_in.show_login, methods=["GET"]),
            Route("/login", signing_in.sign_in, methods=["POST"]),
            Route("/logout", signing_in.sign_out, methods=["POST"]),
            Route("/", now.show_now, methods=["GET"]),
            Route("/cases", now.show_cases, methods=["GET"]),
            Route("/cases/{code}", cases.show_case, methods=["GET"]),
            Route("/cases/{case_id:uuid}/decisions", deciding.decide, methods=["POST"]),
            Route("/import", importing.show_import, methods=["GET"]),
            Route("/import", importing.try_file, methods=["POST"]),
            Route("/import/commit", importing.import_file, methods=["POST"]),
            Route("/numbers", numbers.show_numbers, methods=["GET"]),
            Route("/numbers/{clinic_id}.csv", numbers.download_numbers, methods=["GET"]),
            Route("/rota", rota.show_rota, methods=["GET"]),
            Route("/rota/overrides", rota_changing.add_override, methods=["POST"]),
            Route("/rota/overrides/{override:uuid}/end", rota_changing.end_override, methods=["POST"]),
            Route("/calendar/{clinic_id}/{key}.ics", calendars.subscribe, methods=["GET"]),
            Route("/k/{link}", linked.show_linked, methods=["GET"]),
            Route("/k/{link}/decisions", linked.decide_linked, methods=["POST"]),
            Route("/patients", patients.search, methods=["GET"]),
            Route("/patients/{patient_id:uuid}", patients.show_patient, methods=["GET"]),
            Route("/patients/{patient_id:uuid}/phoned", phoning.note_phoned, methods=["POST"]),
            Route("/patients/{patient_id:uuid}/export", records.export, methods=["GET"]),
            Route("/patients/{patient_id:uuid}/erasure", records.show_erasure, methods=["GET"]),
            Route("/patients/{patient_id:uuid}/erasure", records.erase, methods=["POST"]),
            Route("/patients/{patient_id:uuid}/texts", texting.send_text, methods=["POST"]),
            Mount("/static", StaticFiles(packages=[("aftercare_console", "static")])),
        ],
        exception_handlers={HTTPException: _show_problem, Exception: _show_trouble},
    )
    pages.state.works = works
    pages.state.settings = settings
    pages.state.environment = environment()
    pages.state.attempts = Attempts()
    too_large = PlainTextResponse("This is more than the console reads. Go back and send less.", 413)
    room = {"/import": importing.ROOM, "/import/commit": importing.ROOM}
    return SafeHeaders(Capped(pages, too_large, roomier=room), pictures_of=settings.photos_url)


async def _show_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    nowhere = error.detail == HTTPStatus.NOT_FOUND.phrase
    detail = "There is no page at this address." if nowhere else error.detail
    return render(request, "problem.html", status=error.status_code, detail=detail)


async def _show_trouble(request: Request, error: Exception) -> Response:
    if heals(error):
        away = "Something this needs is away for a moment. Reload in a few seconds; pages by text go on."
        return render(request, "problem.html", status=503, detail=away)
    ours = "This is our mistake. Try again; if it stays, tell the operator. Pages by text go on."
    return render(request, "problem.html", status=500, detail=ours)
