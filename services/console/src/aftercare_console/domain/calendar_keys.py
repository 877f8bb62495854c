"""The secret part of the address of a clinic's calendar, as calendars cannot send a token."""

import hashlib
import hmac


def calendar_key(token: str, clinic_id: str) -> str:
    """The key that goes with a clinic; another API token makes all keys others."""
    return hmac.new(token.encode(), f"calendar/{clinic_id}".encode(), hashlib.sha256).hexdigest()[:40]
