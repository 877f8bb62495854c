"""What an answer of Twilio's, or the lack of one, says about a text."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from math import isfinite

import aiohttp
from twilio.base.exceptions import TwilioRestException, TwilioServiceException

from aftercare_notifications.domain.outcomes import Accepted, NotSent, Outcome, Refused, Unknown

_SID = 34
_FIRST_TWILIO_CODE = 10_000
_LONGEST = 86_400.0  # seconds


class AskedToWait(Exception):
    """The carrier answered 429 or 503, and said how long to wait."""

    def __init__(self, status: int, pause: timedelta) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status
        self.pause = pause


def pause_in(retry_after: str | None) -> timedelta | None:
    """What a Retry-After header asks for, in seconds or as a date; none for what makes no sense."""
    if not retry_after:
        return None
    try:
        seconds = float(retry_after)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            return None
    return timedelta(seconds=min(max(seconds, 0.0), _LONGEST)) if isfinite(seconds) else None


def outcome_of(error: Exception) -> Outcome:
    """What an exception of the SDK, or of what it stands on, says about a text."""
    match error:
        case AskedToWait(status=429):
            return NotSent(reason="TooManyRequests", too_many=True, pause=error.pause)
        case AskedToWait():
            return Unknown(reason=str(error), pause=error.pause)
        case TwilioRestException() | TwilioServiceException():
            return _answered(error.status, error.code)
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError() | aiohttp.InvalidURL():
            return NotSent(reason=type(error).__name__)
        case _:
            return Unknown(reason=type(error).__name__)


def _answered(status: int, code: object) -> Outcome:
    match status, code:
        case 429, _:
            return NotSent(reason="TooManyRequests", too_many=True)
        case _, int(known) if 400 <= status < 500 and known >= _FIRST_TWILIO_CODE:  # noqa: PLR2004 - HTTP
            return Refused(code=known, status=status)
        case _:
            # 5xx may come after the text was taken; 3xx, and 4xx without a code, are not Twilio speaking.
            return Unknown(reason=f"HTTP {status}")


def accepted(sid: object, status: object, account_sid: str) -> Outcome:
    """The text was taken, if there is a sid to show it."""
    if isinstance(sid, str) and len(sid) == _SID and sid[:2] in {"SM", "MM"}:
        return Accepted(sid=sid, status=str(status), account_sid=account_sid)
    return Unknown(reason="NoSid")
