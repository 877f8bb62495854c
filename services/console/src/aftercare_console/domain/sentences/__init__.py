"""Every event in a sentence of plain words."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from aftercare_console.domain.sentences import calls, cases, checkins, messages, photos, register, replies
from aftercare_console.domain.sentences.names import Names
from aftercare_contracts import Event

__all__ = ["SENTENCES", "Names", "sentence"]

SENTENCES: Mapping[type[Event], Callable[[Any, Names], str]] = MappingProxyType(
    {
        **register.SENTENCES,
        **checkins.SENTENCES,
        **replies.SENTENCES,
        **photos.SENTENCES,
        **messages.SENTENCES,
        **cases.SENTENCES,
        **calls.SENTENCES,
    }
)


def sentence(event: Event, names: Names) -> str:
    """What happened, for a person who was not there."""
    return SENTENCES[type(event)](event, names)
