from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def sign(*, auth_token: str, url: str, params: Mapping[str, str]) -> str:
    """X-Twilio-Signature of a form posted to this URL.

    https://www.twilio.com/docs/usage/webhooks/webhooks-security: HMAC-SHA1, keyed by the auth token, over
    the whole URL and then each name and value in the order of the names.
    """
    signed = url + "".join(name + params[name] for name in sorted(params))
    return base64.b64encode(hmac.new(auth_token.encode(), signed.encode(), hashlib.sha1).digest()).decode()
