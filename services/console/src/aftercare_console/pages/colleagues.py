"""Who of the staff sits at this browser."""

from collections.abc import Mapping
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from aftercare_chassis import UnitOfWork
from aftercare_console.pages.sessions import settings_of
from aftercare_console.store.clinics import Clinics

_ME = "aftercare_staff"


def me(request: Request) -> str:
    """The member of staff who acted last in this browser, to be offered first."""
    return request.cookies.get(_ME, "")


def remember(request: Request, response: Response, staff_id: UUID) -> None:
    """Offer this member of staff first from now on."""
    secure = settings_of(request).cookie_secure
    response.set_cookie(_ME, str(staff_id), httponly=True, samesite="strict", secure=secure)


async def colleague(work: UnitOfWork, clinic_id: str, form: Mapping[str, str]) -> UUID:
    """Who a form says is acting; raises HTTPException 422 unless they are on this clinic's staff."""
    try:
        staff_id = UUID(form.get("staff_id", ""))
    except ValueError:
        raise HTTPException(422, "Choose who you are. Go back and try again.") from None
    member = await Clinics(work.connection).member(staff_id)
    if member is None or member["forgotten_at"] is not None or member["clinic_id"] != clinic_id:
        raise HTTPException(422, "Choose somebody of this clinic's staff. Go back and try again.")
    return staff_id
