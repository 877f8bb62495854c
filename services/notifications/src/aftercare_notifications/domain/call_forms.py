"""What a form about a call must look like, whatever its signature says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from aftercare_notifications.domain.forms import Misshapen

_FIELDS: Mapping[str, str] = {"CallSid": r"CA[0-9a-fA-F]{32}", "CallStatus": r"[a-z-]{1,32}"}
_OPTIONAL: Mapping[str, str] = {"Digits": r"[0-9*#]{0,32}", "ErrorCode": r"[0-9]{0,9}"}
_QUERY = re.compile(r"call_id=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallReport:
    """What the carrier says of a call of ours."""

    call_id: UUID
    sid: str
    status: str
    code: int | None
    digits: str


def call_report(form: Mapping[str, str], *, query: str) -> CallReport:
    """The report in a form that one of our accounts has signed; raises Misshapen."""
    named = _QUERY.match(query)
    present = {name: pattern for name, pattern in _OPTIONAL.items() if name in form}
    for name, pattern in {**_FIELDS, **present}.items():
        if name not in form or not re.fullmatch(pattern, form[name]):
            raise Misshapen
    if named is None:
        raise Misshapen
    return CallReport(
        call_id=UUID(named[1]),
        sid=form["CallSid"],
        status=form["CallStatus"],
        code=int(form["ErrorCode"]) if form.get("ErrorCode") else None,
        digits=form.get("Digits", ""),
    )
