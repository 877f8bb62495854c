"""What the console hears over HTTP from the clinic's other systems."""

from typing import Any

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from starlette.types import ASGIApp

from aftercare_chassis import Works
from aftercare_console.api import (
    calendars,
    cases,
    clinics,
    imports,
    numbers,
    patients,
    policies,
    problems,
    procedures,
    replies,
    rota,
    staff,
    texts,
    warnings,
)
from aftercare_console.api.gate import Gate
from aftercare_console.body import LARGEST, Capped
from aftercare_console.domain.importing import LARGEST as LARGEST_FILE
from aftercare_console.settings import ConsoleSettings

_PROBLEM = {"application/problem+json": {"schema": problems.SCHEMA}}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    401: {"description": "The token is missing or wrong", "content": _PROBLEM},
    404: {"description": "There is no such thing; says how to make one", "content": _PROBLEM},
    409: {"description": "It contradicts what is known; says what to do", "content": _PROBLEM},
    413: {"description": "The body is too large", "content": _PROBLEM},
    422: {"description": "Fields are wrong; names each", "content": _PROBLEM},
}


def build_api(works: Works, settings: ConsoleSettings) -> ASGIApp:
    """The JSON API, to be mounted at `/api`."""
    api = FastAPI(
        title="Aftercare",
        version="1",
        summary="Enter procedures, say who is paged, and read what happened.",
        docs_url=None,
        redoc_url=None,
        responses=_RESPONSES,
    )
    api.state.works = works
    api.state.settings = settings
    problems.install(api)
    rooms = (
        clinics, policies, staff, rota, calendars, warnings, procedures, imports, patients, texts, cases,
        replies, numbers,
    )  # fmt: skip
    for room in rooms:
        # The gate has let the caller in already; this says so in the OpenAPI document.
        api.include_router(room.router, prefix="/v1", dependencies=[Depends(HTTPBearer(auto_error=False))])
    too_large = problems.answer(
        problems.Problem(
            413,
            "too-large",
            f"A body has at most {LARGEST // 1024} KiB, a file {LARGEST_FILE // 1024} KiB: send less.",
        )
    )
    return Gate(Capped(api, too_large, roomier={"/v1/imports": LARGEST_FILE}), settings.api_token)
