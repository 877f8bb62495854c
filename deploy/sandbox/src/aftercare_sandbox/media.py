from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from aftercare_sandbox.control import carrier_of
from aftercare_sandbox.domain.errors import TwilioError
from aftercare_sandbox.guard import Call, guarded
from aftercare_sandbox.parameters import API_VERSION
from aftercare_sandbox.resources import media_resource, page_resource

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from aftercare_sandbox.domain.photo import Photo

_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def routes() -> list[BaseRoute]:
    """Twilio's paths to what came with a message, and the place that they lead to."""
    media = f"/{API_VERSION}/Accounts/{{account_sid}}/Messages/{{sid}}/Media"
    return [
        Route(f"{media}.json", guarded(list_media), methods=["GET"]),
        Route(f"{media}/{{media_sid}}", guarded(fetch_media), methods=["GET"]),
        Route(f"{media}/{{media_sid}}", guarded(delete_media), methods=["DELETE"]),
        Route("/files/{media_sid}", show_file, methods=["GET"]),
    ]


async def list_media(call: Call) -> Response:
    """The files of a message that were not deleted, the newest first."""
    sid, path = str(call.request.path_params["sid"]), call.request.url.path
    message = call.carrier.state.messages.get(sid)
    if message is None:
        raise _not_found(call)
    photos = [one for one in call.carrier.state.photos.values() if one.message_sid == sid and not one.deleted]
    items = [media_resource(message, one, account_sid=call.account_sid) for one in reversed(photos)]
    return JSONResponse(
        page_resource("media_list", items, uri=path, first_uri=path, next_uri=None, page=0, size=50)
    )


async def fetch_media(call: Call) -> Response:
    """The way to a file, which lives elsewhere, or with .json its resource."""
    call.carrier.weather.fail_media()
    photo = _found(call)
    if not str(call.request.path_params["media_sid"]).endswith(".json"):
        return RedirectResponse(f"/files/{photo.sid}", 307)
    message = call.carrier.state.messages.get(photo.message_sid)
    if message is None:
        raise _not_found(call)
    return JSONResponse(media_resource(message, photo, account_sid=call.account_sid))


async def delete_media(call: Call) -> Response:
    """Forget a file; the phone that sent it has it still."""
    photo = _found(call)
    call.carrier.state.photos[photo.sid] = replace(photo, deleted=True)
    return Response(status_code=204)


async def show_file(request: Request) -> Response:
    """A file itself, to whoever was told where it is."""
    photo = carrier_of(request).state.photos.get(str(request.path_params["media_sid"]))
    if photo is None:
        raise HTTPException(404, "There is no such file.")
    return Response(photo.content, media_type=photo.media_type, headers=_HEADERS)


def _found(call: Call) -> Photo:
    sid = str(call.request.path_params["media_sid"]).removesuffix(".json")
    photo = call.carrier.state.photos.get(sid)
    if photo is None or photo.deleted or photo.message_sid != call.request.path_params["sid"]:
        raise _not_found(call)
    return photo


def _not_found(call: Call) -> TwilioError:
    return TwilioError(20404, f"The requested resource {call.request.url.path} was not found")
