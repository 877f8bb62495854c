from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from aftercare_sandbox.domain.photo import Photo
from aftercare_sandbox.parameters import media_sid

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aftercare_sandbox.domain.message import Message

Picture = tuple[str, bytes]


def drawn() -> Picture:
    """The photo that a phone takes when it is given none: a drawing."""
    return "image/jpeg", (files("aftercare_sandbox") / "static" / "scalp.jpg").read_bytes()


def photos_of(message: Message, pictures: Sequence[Picture]) -> Iterator[Photo]:
    """The files of a message; what is not given is drawn."""
    for position in range(message.media):
        kind, content = pictures[position] if position < len(pictures) else drawn()
        sid = media_sid(message, position)
        yield Photo(message_sid=message.sid, sid=sid, media_type=kind, content=content)
