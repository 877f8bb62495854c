from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aftercare_sandbox.domain.errors import TwilioError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

E164 = r"^\+[1-9][0-9]{6,14}\Z"
_SENDER = re.compile(r"^(\+[1-9][0-9]{6,14}|[0-9]{5,6})\Z")
SERVICE = r"^MG[0-9a-fA-F]{32}\Z"
_LONGEST_TEXT = 1600
_LONGEST_VALIDITY_S = 36_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A request to send, read and found in order."""

    to: str
    from_: str | None
    service_sid: str | None
    text: str
    media: int
    status_callback: str | None
    validity_s: int
    """For how long the carrier tries, in real seconds, as Twilio does."""


def read_outgoing(form: Mapping[str, Sequence[str]]) -> Outgoing:
    """The request, or the TwilioError that Twilio answers to such a form."""
    to, from_ = _first(form, "To"), _first(form, "From")
    service_sid, text = _first(form, "MessagingServiceSid"), _first(form, "Body") or ""
    media = len(form.get("MediaUrl", ()))
    _check_ends(to, from_, service_sid)
    if not text and not media:
        raise TwilioError(21602)
    if len(text) > _LONGEST_TEXT:
        raise TwilioError(21617)
    if "SendAt" in form or "ScheduleType" in form:
        raise TwilioError(20001, "The sandbox does not schedule messages.")
    validity_s = _validity_s(_first(form, "ValidityPeriod"))
    return Outgoing(
        to=to or "",
        from_=from_,
        service_sid=service_sid,
        text=text,
        media=media,
        status_callback=_url(_first(form, "StatusCallback")),
        validity_s=validity_s,
    )


def is_web_address(url: str) -> bool:
    """Whether it can be posted to: http or https, with a host."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def _first(form: Mapping[str, Sequence[str]], name: str) -> str | None:
    values = form.get(name, ())
    return values[0] if values and values[0] else None


def _check_ends(to: str | None, from_: str | None, service_sid: str | None) -> None:
    if to is None:
        raise TwilioError(21604)
    if not re.match(E164, to):
        raise TwilioError(21211, f"Invalid 'To' Phone Number: {to[:20]}")
    if from_ is None and service_sid is None:
        raise TwilioError(21603)
    if from_ is not None and not _SENDER.match(from_):
        raise TwilioError(21212, f"Invalid From Number: {from_[:20]}")
    if service_sid is not None and not re.match(SERVICE, service_sid):
        raise TwilioError(21701)


def _validity_s(period: str | None) -> int:
    if period is None:
        return _LONGEST_VALIDITY_S
    if not re.match(r"^[0-9]{1,6}\Z", period) or not 1 <= int(period) <= _LONGEST_VALIDITY_S:
        raise TwilioError(90007)
    return int(period)


def _url(url: str | None) -> str | None:
    if url is not None and not is_web_address(url):
        raise TwilioError(21609)
    return url
