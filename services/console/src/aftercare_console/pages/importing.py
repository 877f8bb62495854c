"""Importing a file on a page: upload, see what it would do, and then do it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from http import HTTPStatus

from sqlalchemy import RowMapping
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from aftercare_console.api.desk import country_of
from aftercare_console.api.importing import Import
from aftercare_console.domain.importing import (
    COLUMNS,
    LARGEST,
    MOST_ROWS,
    BadFile,
    DateOrder,
    Outcome,
    Report,
    read_sheet,
)
from aftercare_console.pages.rendering import render
from aftercare_console.pages.sessions import csrf_of, form_of, settings_of, signed_in, upload_of, works_of
from aftercare_console.store.clinics import Clinics

# The tried file comes back in the form that imports it, in base64, with some room for the other fields.
ROOM = LARGEST * 4 // 3 + 64 * 1024
_SHOWN = 500  # refused rows; who has more of them mends these first


@signed_in
async def show_import(request: Request) -> Response:
    """The form that takes a file."""
    return await _page(request)


@signed_in
async def try_file(request: Request) -> Response:
    """Say what an uploaded file would do."""
    async with upload_of(request) as form:
        upload = form.get("file")
        raw = await upload.read() if isinstance(upload, UploadFile) else b""
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
    return await _done(request, raw, fields, dry_run=True)


@signed_in
async def import_file(request: Request) -> Response:
    """Import the file that was tried before."""
    form = await form_of(request)
    try:
        raw = urlsafe_b64decode(form.get("tried", ""))
    except ValueError:
        raise HTTPException(400, "This form cannot be read. Choose the file again.") from None
    return await _done(request, raw, form, dry_run=False)


async def _done(request: Request, raw: bytes, form: Mapping[str, str], *, dry_run: bool) -> Response:
    settings, works = settings_of(request), works_of(request)
    async with works.begin() as work:
        clinic = await Clinics(work.connection).clinic(form.get("clinic", settings.clinic_id))
    if clinic is None:
        raise HTTPException(404, "There is no such clinic. Create it first with the API.")
    order = _order(form)
    sheet = read_sheet(raw)
    if isinstance(sheet, BadFile):
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return await _page(request, status=status, refused=sheet.detail, clinic=clinic, order=order)
    how = Import(clinic=clinic, country=country_of(clinic, settings), order=order, dry_run=dry_run)
    report = await how.report(works, sheet)
    tried = urlsafe_b64encode(raw).decode() if dry_run else ""
    return await _page(request, report=report, tried=tried, clinic=clinic, order=order)


async def _page(
    request: Request,
    *,
    status: int = 200,
    clinic: RowMapping | None = None,
    order: DateOrder = DateOrder.UNSAID,
    report: Report | None = None,
    tried: str = "",
    refused: str = "",
) -> Response:
    async with works_of(request).begin() as work:
        clinics = await Clinics(work.connection).all()
    return render(
        request,
        "import.html",
        status=status,
        signed_in=True,
        csrf=csrf_of(request),
        clinics=[(one["clinic_id"], one["name"]) for one in clinics.values()],
        clinic=settings_of(request).clinic_id if clinic is None else clinic["clinic_id"],
        order=order,
        orders=_ORDERS,
        columns=COLUMNS,
        most=MOST_ROWS,
        largest=LARGEST // 1024**2,
        report=report,
        shown=_SHOWN,
        counts=[] if report is None else [(word, report.counts[one]) for one, word in _OUTCOMES.items()],
        tried=tried,
        refused=refused,
    )


def _order(form: Mapping[str, str]) -> DateOrder:
    try:
        return DateOrder(form.get("dates", DateOrder.UNSAID))
    except ValueError:
        raise HTTPException(422, "Choose how dates are written. Go back and try again.") from None


_ORDERS = {
    DateOrder.UNSAID: "Refuse a date that could be two",
    DateOrder.DAY_FIRST: "Day first: 03/04/2026 is 3 April",
    DateOrder.MONTH_FIRST: "Month first: 03/04/2026 is 4 March",
}
_OUTCOMES = {
    Outcome.NEW: "new",
    Outcome.CHANGED: "changed",
    Outcome.SAME: "as they were",
    Outcome.REFUSED: "refused",
}
