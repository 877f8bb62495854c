"""The rota for calendars to subscribe to."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from aftercare_console.domain.calendar_keys import calendar_key
from aftercare_console.domain.tokens import is_token
from aftercare_console.pages.sessions import settings_of, works_of
from aftercare_console.store.calendars import calendar_of
from aftercare_console.store.clinics import Clinics
from aftercare_console.store.rota import Rotas


async def subscribe(request: Request) -> Response:
    """Who is on call, by name, for whoever was given the address."""
    clinic_id = request.path_params["clinic_id"]
    key = calendar_key(settings_of(request).api_token.get_secret_value(), clinic_id)
    if not is_token(request.path_params["key"], key):
        raise HTTPException(404, "There is no such calendar. Its address is on the page of the rota.")
    async with works_of(request).begin() as work:
        clinic = await Clinics(work.connection).clinic(clinic_id)
        rota = await Rotas(work.connection).of(clinic_id)
        if clinic is None or rota is None:
            raise HTTPException(404, "There is no rota yet.")
        content = await calendar_of(work, clinic, rota)
    return Response(content, media_type="text/calendar")
