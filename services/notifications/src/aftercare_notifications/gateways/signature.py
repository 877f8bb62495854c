"""Whether a form was signed with a secret of ours."""

from collections.abc import Mapping, Sequence

from twilio.request_validator import HMAC_SHA1, RequestValidator

HEADER = "x-twilio-signature"


def signed(url: str, form: Mapping[str, str], signature: str, *, tokens: Sequence[str]) -> bool:
    """Whether one of the tokens signed this form for this address.

    The algorithm is pinned: a header that names another could be dropped by whoever passes the form on.
    """
    try:
        return any(
            RequestValidator(token).validate(url, dict(form), signature, HMAC_SHA1) for token in tokens
        )
    except UnicodeError:
        return False
