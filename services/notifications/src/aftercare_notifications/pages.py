"""What notifications shows to a person: photos, to whoever has a pass of the console."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from aftercare_chassis import Works
from aftercare_contracts import passes
from aftercare_notifications.settings import NotificationsSettings
from aftercare_notifications.store import Photos

_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",  # the console may live under another name
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_NOT_LET_IN = "Open the photo from the patient's page: passes to it end after a while."
_GONE = "There is no such photo, or it is kept no longer."


def photo_routes(settings: NotificationsSettings, works: Works) -> list[Route]:
    """The address that the console's pages show photos from."""
    key = settings.photo_key.get_secret_value()

    async def photo(request: Request) -> Response:
        identity: UUID = request.path_params["photo_id"]
        async with works.begin() as work:
            store = Photos(work)
            if not _may_see(request, identity, key, now=await store.real_time()):
                return PlainTextResponse(_NOT_LET_IN, 403, headers=_HEADERS)
            found = await store.shown(identity)
        if found is None:
            return PlainTextResponse(_GONE, 404, headers=_HEADERS)
        return Response(found.content, media_type=found.media_type, headers=_HEADERS)

    return [Route("/photos/{photo_id:uuid}", photo, methods=["GET"])]


def _may_see(request: Request, identity: UUID, key: str, *, now: int) -> bool:
    until, given = request.query_params.get("until", ""), request.query_params.get("pass", "")
    if not (until.isascii() and until.isdecimal() and len(until) < 12):  # noqa: PLR2004 - seconds until 5138
        return False
    return passes.honours(key, f"photo {identity}", int(until), given, now=now)
