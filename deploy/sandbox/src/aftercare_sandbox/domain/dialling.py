from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aftercare_sandbox.domain.errors import TwilioError
from aftercare_sandbox.domain.outgoing import E164, is_web_address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})
_RING_S, _LONGEST_RING_S = 60, 600
_UNREAD = ("Twiml", "ApplicationSid", "SendDigits", "MachineDetection", "Record")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialling:
    """A request to call, read and found in order."""

    to: str
    from_: str
    url: str
    status_callback: str | None
    events: tuple[str, ...]
    ring_s: int


def read_dialling(form: Mapping[str, Sequence[str]]) -> Dialling:
    """The request, or the TwilioError that Twilio answers to such a form."""
    to, from_, url = (_first(form, name) for name in ("To", "From", "Url"))
    unread = next((name for name in _UNREAD if name in form), None)
    if unread is not None:
        raise TwilioError(20001, f"The sandbox does not know what to do with {unread}.")
    if to is None:
        raise TwilioError(21201)
    if not re.match(E164, to):
        raise TwilioError(21211, f"Invalid 'To' Phone Number: {to[:20]}")
    if from_ is None:
        raise TwilioError(21213)
    if not re.match(E164, from_):
        raise TwilioError(21212, f"Invalid From Number: {from_[:20]}")
    status_callback = _first(form, "StatusCallback")
    for address in (url, status_callback):
        if address is not None and not is_web_address(address):
            raise TwilioError(21205)
    if url is None:
        raise TwilioError(21205)
    return Dialling(
        to=to,
        from_=from_,
        url=url,
        status_callback=status_callback,
        events=_events(form),
        ring_s=_ring_s(_first(form, "Timeout")),
    )


def _events(form: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    events = tuple(form.get("StatusCallbackEvent", ("completed",)))
    if not set(events) <= _EVENTS:
        raise TwilioError(21626)
    return events


def _ring_s(given: str | None) -> int:
    if given is None:
        return _RING_S
    if not re.match(r"^[0-9]{1,3}\Z", given) or not 1 <= int(given) <= _LONGEST_RING_S:
        raise TwilioError(20001, f"Timeout must be from 1 to {_LONGEST_RING_S} seconds.")
    return int(given)


def _first(form: Mapping[str, Sequence[str]], name: str) -> str | None:
    values = form.get(name, ())
    return values[0] if values and values[0] else None
