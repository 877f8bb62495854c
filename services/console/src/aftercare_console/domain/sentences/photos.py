"""Sentences about photos."""

from collections.abc import Callable
from typing import Any

from aftercare_console.domain.sentences.names import Names, begin
from aftercare_contracts import Event, PhotoErased, PhotoKept, PhotoMissed


def _kept(event: PhotoKept, names: Names) -> str:
    return f"{begin(names.of(event.party))} sent photo {event.position + 1}, which can be looked at."


def _missed(event: PhotoMissed, names: Names) -> str:
    return f"Photo {event.position + 1} of {names.of(event.party)} cannot be shown. {event.reason}"


def _erased(event: PhotoErased, names: Names) -> str:
    return f"Photo {event.position + 1} of {names.of(event.party)} was erased. {event.reason}"


SENTENCES: dict[type[Event], Callable[[Any, Names], str]] = {
    PhotoKept: _kept,
    PhotoMissed: _missed,
    PhotoErased: _erased,
}
