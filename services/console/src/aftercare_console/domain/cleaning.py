"""Making an event fit to be kept."""

from typing import TypeVar

from aftercare_contracts import Event

E = TypeVar("E", bound=Event)
_NUL = "\\u0000"
_REPLACEMENT = "\\ufffd"


def cleaned(event: E) -> E:
    """The event, with U+FFFD for U+0000, which PostgreSQL cannot keep and a phone can send."""
    body = event.model_dump_json()
    if _NUL not in body:
        return event
    return type(event).model_validate_json(body.replace(_NUL, _REPLACEMENT))
