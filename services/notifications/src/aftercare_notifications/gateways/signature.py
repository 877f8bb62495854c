"""Whether a form was signed with a secret of ours."""

from collections.abc import Mapping, Sequence

from twilio.request_validator import HMAC_SHA1, HMAC_SHA256, RequestValidator, get_signature_algorithm

HEADER = "x-twilio-signature"
SETTINGS_HEADER = "x-twilio-webhooks-signature-settings"


def signed(
    url: str,
    form: Mapping[str, str],
    signature: str,
    settings: str,
    *,
    tokens: Sequence[str],
    keys: Sequence[str] = (),
) -> bool:
    """Whether one of our secrets signed this form for this address, with or without its port.

    `settings` is what the second header says, as `key=…,algorithm=HMAC_SHA256`. The account's tokens sign by
    SHA-1, which needs no such header, and keys made for webhooks by SHA-256: as each algorithm has secrets
    of its own, nobody gains by dropping or forging the header.
    """
    algorithm = get_signature_algorithm(settings)
    secrets = {HMAC_SHA1: tokens, HMAC_SHA256: keys}.get(algorithm, ())
    try:
        return any(RequestValidator(one).validate(url, dict(form), signature, algorithm) for one in secrets)
    except UnicodeError:
        return False
