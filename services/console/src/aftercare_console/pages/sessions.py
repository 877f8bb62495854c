"""Who looks at a page, and whether a form came from one of ours."""

import hashlib
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import wraps
from http import HTTPStatus
from urllib.parse import parse_qsl, quote, urlsplit

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from aftercare_chassis import Works
from aftercare_console.settings import ConsoleSettings
from aftercare_console.store.sessions import Sessions

Page = Callable[[Request], Awaitable[Response]]
_FIELDS = 20


def cookie_name(settings: ConsoleSettings) -> str:
    """The cookie that holds the sign-in; `__Host-` lets no other host or path set it."""
    return "__Host-aftercare_session" if settings.cookie_secure else "aftercare_session"


def settings_of(request: Request) -> ConsoleSettings:
    """The settings of the console that answers this request."""
    settings: ConsoleSettings = request.app.state.settings
    return settings


def secret_of(request: Request) -> str:
    """What the browser holds, or nothing."""
    return request.cookies.get(cookie_name(settings_of(request)), "")


def csrf_of(request: Request) -> str:
    """What every form of this sign-in carries, and no other site can know."""
    return hmac.new(secret_of(request).encode(), b"csrf", hashlib.sha256).hexdigest()


def works_of(request: Request) -> Works:
    """The units of work of the console that answers this request."""
    works: Works = request.app.state.works
    return works


def signed_in(page: Page) -> Page:
    """A page for those who are signed in; others are sent to the sign-in, and then back here."""

    @wraps(page)
    async def guarded(request: Request) -> Response:
        secret = secret_of(request)
        if secret:
            async with works_of(request).begin() as work:
                valid = await Sessions(work.connection).valid(secret)
            if valid:
                return await page(request)
        here = request.url.path if request.method == "GET" else "/"
        return RedirectResponse(f"/login?next={quote(here)}", HTTPStatus.SEE_OTHER)

    return guarded


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form that came from one of our pages; raises HTTPException 403 for any other."""
    form = await fields_of(request)
    _of_this_sign_in(request, form.get("csrf", ""))
    return form


@asynccontextmanager
async def upload_of(request: Request) -> AsyncIterator[FormData]:
    """The fields and the file of a form of ours; raises HTTPException 403 for any other."""
    _same_site(request)
    async with request.form(max_files=1, max_fields=_FIELDS) as form:
        _of_this_sign_in(request, str(form.get("csrf", "")))
        yield form


async def fields_of(request: Request) -> dict[str, str]:
    """The fields of a form of our own site, whoever sent it."""
    _same_site(request)
    try:
        return dict(
            parse_qsl((await request.body()).decode(), keep_blank_values=True, max_num_fields=_FIELDS)
        )
    except ValueError:
        raise HTTPException(
            400, "This form cannot be read. Go back, reload the page and try again."
        ) from None


def _of_this_sign_in(request: Request, csrf: str) -> None:
    if not hmac.compare_digest(csrf.encode(), csrf_of(request).encode()):
        raise HTTPException(
            403, "This form is not from your sign-in. Go back, reload the page and try again."
        )


def _same_site(request: Request) -> None:
    origin = request.headers.get("origin")
    ours = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if not ours or request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise HTTPException(403, "This form was sent by another site. Open the console itself and try again.")
