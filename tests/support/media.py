"""Files at a carrier in memory."""

import io
from collections import defaultdict
from collections.abc import Sequence

from PIL import Image

from aftercare_notifications.domain.photos import Away, Fetched, Picture
from aftercare_notifications.gateways.carrier import CarrierUnreachable


def picture(kind: str = "JPEG", size: tuple[int, int] = (8, 6)) -> bytes:
    """A picture of one colour."""
    content = io.BytesIO()
    Image.new("RGB", size, (200, 120, 100)).save(content, kind)
    return content.getvalue()


class FakeMedia:
    """Remembers what it was asked, and can be away."""

    def __init__(self) -> None:
        self.files: dict[str, dict[str, Fetched]] = defaultdict(dict)
        self.unreachable = False
        self.deleted: list[str] = []

    def put(self, message_sid: str, *files: Fetched) -> list[str]:
        """Files of a message; their sids."""
        sids = [f"ME{message_sid[-30:]}{number:02x}" for number, _ in enumerate(files)]
        self.files[message_sid] = dict(zip(sids, files, strict=True))
        return sids

    async def of_message(self, message_sid: str) -> Sequence[str]:
        self._answer()
        return sorted(self.files[message_sid])

    async def fetch(self, message_sid: str, media_sid: str) -> Fetched:
        return Away() if self.unreachable else self.files[message_sid].get(media_sid, Away())

    async def delete(self, message_sid: str, media_sid: str) -> None:
        self._answer()
        self.files[message_sid].pop(media_sid, None)
        self.deleted.append(media_sid)

    async def close(self) -> None:
        """There is nothing to close."""

    def _answer(self) -> None:
        if self.unreachable:
            raise CarrierUnreachable("away")


PHOTO = Picture("image/jpeg", picture())
