"""A pass for one thing, for a while: one service gives it to a browser, and another honours it.

So neither calls the other, and nobody without a pass is let in. Whoever has one can use it until it ends.
"""

import hashlib
import hmac

LIFE = 600  # seconds, on a grid: a page that is made again says the same, and the browser need not ask again


def end_of(now: int) -> int:
    """When a pass made at a Unix time ends: in one life at least, and two at most."""
    return (now // LIFE + 2) * LIFE


def make(key: str, thing: str, until: int) -> str:
    """The pass itself, as hexadecimal digits."""
    return hmac.new(key.encode(), f"{thing}\n{until}".encode(), hashlib.sha256).hexdigest()


def honours(key: str, thing: str, until: int, given: str, *, now: int) -> bool:
    """Whether a pass was made with this key, for this thing, and has not ended."""
    made = make(key, thing, until)
    return hmac.compare_digest(made.encode(), given.encode()) and now < until <= end_of(now)
