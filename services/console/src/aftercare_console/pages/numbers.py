"""How long cases took, in a table."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from aftercare_chassis import UnitOfWork
from aftercare_console.domain.numbers import Numbers, as_csv
from aftercare_console.pages.rendering import render
from aftercare_console.pages.sessions import csrf_of, signed_in, works_of
from aftercare_console.store.clinics import Clinics
from aftercare_console.store.numbers import numbers_of

_WEEKS = 12


@signed_in
async def show_numbers(request: Request) -> Response:
    """The last twelve weeks of every clinic, by level."""
    async with works_of(request).begin() as work:
        found = await _of_all(work)
    return render(request, "numbers.html", signed_in=True, csrf=csrf_of(request), clinics=found, weeks=_WEEKS)


@signed_in
async def download_numbers(request: Request) -> Response:
    """One clinic's numbers as a table for a spreadsheet."""
    clinic_id = request.path_params["clinic_id"]
    async with works_of(request).begin() as work:
        found = [numbers for one, _, numbers in await _of_all(work) if one == clinic_id]
    headers = {"Content-Disposition": 'attachment; filename="cases.csv"'}
    return Response(as_csv(found[0] if found else []), media_type="text/csv", headers=headers)


async def _of_all(work: UnitOfWork) -> list[tuple[str, str, Sequence[Numbers]]]:
    clinics = await Clinics(work.connection).all()
    return [
        (
            clinic_id,
            clinic["name"],
            await numbers_of(work.connection, clinic_id, clinic["timezone"], weeks=_WEEKS, now=work.now),
        )
        for clinic_id, clinic in clinics.items()
    ]
