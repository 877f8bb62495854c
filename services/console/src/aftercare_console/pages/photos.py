"""Where a browser finds the photos that patients send: at notifications, with a pass of ours."""

from collections.abc import Callable
from uuid import UUID

from starlette.requests import Request

from aftercare_chassis import UnitOfWork
from aftercare_console.pages.sessions import settings_of
from aftercare_console.store.clock import real_time
from aftercare_contracts import passes


async def photo_addresses(request: Request, work: UnitOfWork) -> Callable[[UUID], str]:
    """Gives the address of a photo, good for ten minutes at least, to whoever is shown this page."""
    settings = settings_of(request)
    key, folder = settings.photo_key.get_secret_value(), settings.photos_url.rstrip("/")
    until = passes.end_of(await real_time(work.connection))

    def address(photo_id: UUID) -> str:
        return f"{folder}/photos/{photo_id}?until={until}&pass={passes.make(key, f'photo {photo_id}', until)}"

    return address
