"""The photos that came with a reply, as far as they are known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from aftercare_contracts import Event, PhotoErased, PhotoKept, PhotoMissed, ReplyReceived

OfPhoto = PhotoKept | PhotoMissed | PhotoErased
_COMING = "It is being fetched from the phone company."


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """One photo: to be looked at under `photo_id`, or else why not, in `note`."""

    number: int
    photo_id: UUID | None
    note: str


def album(reply: ReplyReceived, events: Sequence[Event]) -> tuple[Photo, ...]:
    """All photos of a reply; `events` are about it, in any order."""
    told = [one for one in events if isinstance(one, OfPhoto)]
    return tuple(
        _photo(position + 1, [one for one in told if one.position == position])
        for position in range(reply.photos)
    )


def _photo(number: int, told: Iterable[OfPhoto]) -> Photo:
    """What cannot change any more outweighs what could: a photo may be missed first, and kept then."""
    match max(told, key=_weight, default=None):
        case None:
            return Photo(number=number, photo_id=None, note=_COMING)
        case PhotoKept() as kept:
            return Photo(number=number, photo_id=kept.photo_id, note="")
        case event:
            return Photo(number=number, photo_id=None, note=event.reason)


def _weight(event: OfPhoto) -> tuple[int, float]:
    order = (PhotoMissed, PhotoKept, PhotoErased)
    return order.index(type(event)), event.occurred_at.timestamp()
