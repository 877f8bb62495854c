"""What an answer of Twilio's, or the lack of one, says about a text."""

import aiohttp
from twilio.base.exceptions import TwilioRestException, TwilioServiceException

from aftercare_notifications.domain.outcomes import Accepted, NotSent, Outcome, Refused, Unknown

_SID = 34
_FIRST_TWILIO_CODE = 10_000


def outcome_of(error: Exception) -> Outcome:
    """What an exception of the SDK, or of what it stands on, says about a text."""
    match error:
        case TwilioRestException() | TwilioServiceException():
            return _answered(error.status, error.code)
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError() | aiohttp.InvalidURL():
            return NotSent(reason=type(error).__name__)
        case _:
            return Unknown(reason=type(error).__name__)


def _answered(status: int, code: object) -> Outcome:
    match status, code:
        case 429, _:
            return NotSent(reason="TooManyRequests")
        case _, int(known) if 400 <= status < 500 and known >= _FIRST_TWILIO_CODE:  # noqa: PLR2004 - HTTP
            return Refused(code=known, status=status)
        case _:
            # 5xx may come after the text was taken; 3xx, and 4xx without a code, are not Twilio speaking.
            return Unknown(reason=f"HTTP {status}")


def accepted(sid: object, status: object) -> Outcome:
    """The text was taken, if there is a sid to show it."""
    if isinstance(sid, str) and len(sid) == _SID and sid[:2] in {"SM", "MM"}:
        return Accepted(sid=sid, status=str(status))
    return Unknown(reason="NoSid")
