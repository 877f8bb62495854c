"""Telling whether a token is the right one."""

import hmac


def is_token(given: str, token: str) -> bool:
    """Whether they are the same, told in a time that does not depend on how much of it is right."""
    return hmac.compare_digest(given.encode(errors="replace"), token.encode())
