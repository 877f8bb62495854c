"""Links in texts that open one case, for one person, for a few hours: one service writes, another reads them.

`K7M.BQwAZt3mUq0Vh1xT`: the code of the case, the end of the link's life, and a keyed digest over case, person
and end. Short, as it must fit one text beside the words; neither person nor case can be read from it.
"""

import hashlib
import hmac
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

LIFE = timedelta(hours=4)  # longer than any promise and its grace, shorter than a shift
_STEP = 600  # seconds: ends are rounded up to these
_END = 3  # bytes of the end, in steps since 1970
_DIGEST = 9  # bytes: 72 bits, to be guessed only by asking the console, within the link's life
_PURPOSE = b"case-link"


def signed_link(secret: str, *, code: str, case_id: UUID, staff_id: UUID, now: datetime) -> str:
    """What stands behind the console's `/k/` to open a case for a person."""
    end = (-int(-(now + LIFE).timestamp() // _STEP)).to_bytes(_END, "big")
    return f"{code}.{_text(end + _digest(secret, case_id, staff_id, end))}"


def code_of(link: str) -> str:
    """The code of the case that a link says it is about, or nothing when it says none."""
    code = link.partition(".")[0]
    return code.upper() if code.isascii() and code.isalnum() else ""


def is_signed(link: str, secrets: Sequence[str], *, case_id: UUID, staff_id: UUID) -> bool:
    """Whether one of the secrets signed the link for this case and this person."""
    signed = _bytes(link)
    end, digest = signed[:_END], signed[_END:]
    known = [hmac.compare_digest(digest, _digest(one, case_id, staff_id, end)) for one in secrets]
    return any(known)


def ends_at(link: str) -> datetime:
    """When a link's life ends, if it is signed."""
    return datetime.fromtimestamp(int.from_bytes(_bytes(link)[:_END], "big") * _STEP, UTC)


def _digest(secret: str, case_id: UUID, staff_id: UUID, end: bytes) -> bytes:
    key = hashlib.sha256(secret.encode()).digest()
    told = case_id.bytes + staff_id.bytes + end
    return hashlib.blake2b(told, digest_size=_DIGEST, key=key, person=_PURPOSE).digest()


def _text(signed: bytes) -> str:
    return urlsafe_b64encode(signed).decode()


def _bytes(link: str) -> bytes:
    try:
        return b64decode(link.partition(".")[2], altchars=b"-_", validate=True)
    except ValueError:
        return b""
