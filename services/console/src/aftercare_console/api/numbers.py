"""How long cases took, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from aftercare_console.api.answers import NumbersAnswer
from aftercare_console.api.desk import Clinic, Work
from aftercare_console.domain.numbers import as_csv
from aftercare_console.store.numbers import numbers_of

router = APIRouter(tags=["numbers"])
Weeks = Annotated[int, Query(ge=1, le=520, description="How many weeks back")]


@router.get("/numbers")
async def show_numbers(clinic: Clinic, work: Work, weeks: Weeks = 12) -> list[NumbersAnswer]:
    """Cases by week and level: how long from report to page, to taken, to closed, and how many pages.

    Spans are seconds, from the report that gave a case its level. `missed` is the share, of the cases that
    were paged and are closed, that whoever was paged first never took.
    """
    found = await numbers_of(
        work.connection, clinic["clinic_id"], clinic["timezone"], weeks=weeks, now=work.now
    )
    return [NumbersAnswer.model_validate(one) for one in found]


@router.get("/numbers.csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
async def download_numbers(clinic: Clinic, work: Work, weeks: Weeks = 12) -> Response:
    """The same as a table for a spreadsheet."""
    found = await numbers_of(
        work.connection, clinic["clinic_id"], clinic["timezone"], weeks=weeks, now=work.now
    )
    return Response(as_csv(found), media_type="text/csv")
