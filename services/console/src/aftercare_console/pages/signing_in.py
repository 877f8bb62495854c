"""Coming in and going out."""

import re
import secrets
import time
from http import HTTPStatus

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from aftercare_console.domain.tokens import is_token
from aftercare_console.pages.attempts import WINDOW, Attempts
from aftercare_console.pages.rendering import render
from aftercare_console.pages.sessions import (
    cookie_name,
    fields_of,
    form_of,
    secret_of,
    settings_of,
    signed_in,
    works_of,
)
from aftercare_console.store.sessions import LIFE, Sessions

_OURS = re.compile(r"/(?![/\\])[A-Za-z0-9/_-]*")
_log = structlog.get_logger()


async def show_login(request: Request) -> Response:
    """The form that asks for the token."""
    return render(request, "login.html", next=_next(request.query_params.get("next")), refused=None)


async def sign_in(request: Request) -> Response:
    """Let in who knows the token; after ten failures in a minute nobody for the rest of it."""
    form = await fields_of(request)
    settings = settings_of(request)
    attempts: Attempts = request.app.state.attempts
    going_to = _next(form.get("next"))
    if attempts.blocked(time.monotonic()):
        wait = f"Too many wrong tokens. Wait {WINDOW:.0f} seconds and try again."
        return render(request, "login.html", status=429, next=going_to, refused=wait)
    if not is_token(form.get("token", ""), settings.api_token.get_secret_value()):
        attempts.fail(time.monotonic())
        _log.warning("sign-in-refused")
        wrong = "This is not the token. It is the console's AFTERCARE_API_TOKEN."
        return render(request, "login.html", status=403, next=going_to, refused=wrong)
    secret = secrets.token_urlsafe(32)
    async with works_of(request).begin() as work:
        await Sessions(work.connection).open(secret)
    response = RedirectResponse(going_to, HTTPStatus.SEE_OTHER)
    response.set_cookie(
        cookie_name(settings),
        secret,
        max_age=int(LIFE.total_seconds()),
        path="/",
        secure=settings.cookie_secure,
        httponly=True,
        samesite="strict",
    )
    return response


@signed_in
async def sign_out(request: Request) -> Response:
    """End the sign-in, here and in the browser."""
    await form_of(request)
    async with works_of(request).begin() as work:
        await Sessions(work.connection).close(secret_of(request))
    settings = settings_of(request)
    response = RedirectResponse("/login", HTTPStatus.SEE_OTHER)
    response.delete_cookie(
        cookie_name(settings), path="/", secure=settings.cookie_secure, httponly=True, samesite="strict"
    )
    return response


def _next(wanted: str | None) -> str:
    return wanted if wanted and _OURS.fullmatch(wanted) else "/"
