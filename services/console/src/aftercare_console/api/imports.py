"""A file of patients and procedures, over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request

from aftercare_console.api.answers import FaultAnswer, ImportAnswer, RefusedRowAnswer
from aftercare_console.api.desk import ClinicQuery, Settings, clinic_of, country_of, works_of
from aftercare_console.api.importing import Import
from aftercare_console.api.problems import Problem
from aftercare_console.domain.importing import BadFile, DateOrder, Report, read_sheet

router = APIRouter(tags=["procedures"])
_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "A CSV file; its columns are in docs/enrolment.md",
        "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post("/imports", openapi_extra=_FILE)
async def import_file(
    *,
    request: Request,
    settings: Settings,
    clinic_id: ClinicQuery = None,
    dry_run: Annotated[bool, Query(description="Say what the file would do, and do nothing")] = True,
    dates: Annotated[DateOrder, Query(description="How 03/04/2026 is meant")] = DateOrder.UNSAID,
) -> ImportAnswer:
    """Enter a file's rows, each for itself: one that is refused stops no other; again is safe."""
    works = works_of(request)
    async with works.begin() as work:
        clinic = await clinic_of(work, clinic_id or settings.clinic_id)
    sheet = read_sheet(await request.body())
    if isinstance(sheet, BadFile):
        raise Problem(422, "bad-file", sheet.detail, field="body")
    how = Import(clinic=clinic, country=country_of(clinic, settings), order=dates, dry_run=dry_run)
    return answered(await how.report(works, sheet))


def answered(report: Report) -> ImportAnswer:
    """A report, as the API gives it."""
    return ImportAnswer(
        dry_run=report.dry_run,
        encoding=report.encoding,
        ignored_columns=list(report.ignored),
        **{outcome.value: count for outcome, count in report.counts.items()},
        rows=[
            RefusedRowAnswer(
                line=row.line,
                faults=[FaultAnswer(column=one.column, detail=one.detail) for one in row.faults],
            )
            for row in report.refused
        ],
    )
