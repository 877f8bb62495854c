"""What every request of the API stands on: the clinic it is about, and a unit of work."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Path, Query
from sqlalchemy import RowMapping
from starlette.requests import Request

from aftercare_chassis import UnitOfWork, Works
from aftercare_console.api.problems import Problem
from aftercare_console.settings import ConsoleSettings
from aftercare_console.store.clinics import Clinics
from aftercare_contracts import ClinicId


def works_of(request: Request) -> Works:
    """The units of work of the console that answers this request."""
    works: Works = request.app.state.works
    return works


async def _unit_of_work(request: Request) -> AsyncIterator[UnitOfWork]:
    async with works_of(request).begin() as work:
        yield work


def settings_of(request: Request) -> ConsoleSettings:
    """The settings of the console that answers this request."""
    settings: ConsoleSettings = request.app.state.settings
    return settings


def country_of(clinic: RowMapping, settings: ConsoleSettings) -> str:
    """The country of numbers written without one: the clinic's, or else the console's."""
    return str(clinic["country"] or settings.country)


Settings = Annotated[ConsoleSettings, Depends(settings_of)]
# scope="function": committed before the answer goes out, so that a 2xx is true.
Work = Annotated[UnitOfWork, Depends(_unit_of_work, scope="function")]
ClinicQuery = Annotated[ClinicId | None, Query(description="Clinic; the console's own when left out")]
Reference = Annotated[
    str,
    Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", description="The clinic's own id"),
]


async def clinic_of(work: UnitOfWork, wanted: str) -> RowMapping:
    """A clinic; raises a problem that says how to create it."""
    clinic = await Clinics(work.connection).clinic(wanted)
    if clinic is None:
        detail = f"There is no clinic {wanted}. Create it first with PUT /api/v1/clinics/{wanted}."
        raise Problem(404, "no-clinic", detail, field="clinic_id")
    return clinic


async def _clinic(work: Work, settings: Settings, clinic_id: ClinicQuery = None) -> RowMapping:
    return await clinic_of(work, clinic_id or settings.clinic_id)


Clinic = Annotated[RowMapping, Depends(_clinic, scope="function")]
