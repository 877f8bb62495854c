"""What a webhook's form must look like, whatever its signature says.

Twilio's signature runs names and values together without a mark between them: whoever has one signed form
can move letters across the borders of its fields and keep the signature. So each field must be what its
name promises, names must be names, and none may come twice.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aftercare_notifications.domain.words import clean

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}\Z")
_MESSAGE_SID = r"(SM|MM)[0-9a-fA-F]{32}"
_PHONE = r"\+?[0-9]{3,15}"
_ACCOUNT_SID = r"AC[0-9a-fA-F]{32}"
_SMS: Mapping[str, str] = {
    "AccountSid": _ACCOUNT_SID,
    "MessageSid": _MESSAGE_SID,
    "From": _PHONE,
    "To": _PHONE,
    "NumMedia": r"[0-9]{1,2}",
    "Body": r"(?s:.*)",
}
_STATUS: Mapping[str, str] = {
    "AccountSid": _ACCOUNT_SID,
    "MessageSid": _MESSAGE_SID,
    "MessageStatus": r"[a-z_]{1,32}",
}
_OPTIONAL: Mapping[str, str] = {
    "SmsSid": _MESSAGE_SID,
    "MessagingServiceSid": r"(MG[0-9a-fA-F]{32})?",
    "OptOutType": r"[A-Za-z]{0,16}",
    "ErrorCode": r"[0-9]{0,9}",
}
_QUERY = re.compile(r"message_id=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\Z")


class Misshapen(Exception):
    """The form is not what Twilio sends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """A text that came to one of our numbers; `written_at` is real, none for one that has just come."""

    sid: str
    number: str
    to: str
    words: str
    photos: int
    service_sid: str | None = None
    opt_out_type: str | None = None
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """What the carrier says of a text of ours."""

    account_sid: str
    sid: str
    status: str
    code: int | None
    message_id: UUID | None


def fields(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The fields by name; raises Misshapen when a name is none, or comes twice."""
    found = dict(pairs)
    if len(found) != len(pairs) or not all(map(_NAME.match, found)):
        raise Misshapen
    return found


def inbound(form: Mapping[str, str]) -> Inbound:
    """The text in a form that one of our accounts signed; raises Misshapen."""
    _check(form, _SMS)
    return Inbound(
        sid=form["MessageSid"],
        number=form["From"],
        to=form["To"],
        words=clean(form["Body"]),
        photos=int(form["NumMedia"]),
        service_sid=form.get("MessagingServiceSid") or None,
        opt_out_type=form.get("OptOutType") or None,
    )


def status_report(form: Mapping[str, str], *, query: str) -> StatusReport:
    """The report in a form that one of our accounts signed; raises Misshapen."""
    _check(form, _STATUS)
    named = _QUERY.match(query)
    if query and not named:
        raise Misshapen
    return StatusReport(
        account_sid=form["AccountSid"],
        sid=form["MessageSid"],
        status=form["MessageStatus"],
        code=int(form["ErrorCode"]) if form.get("ErrorCode") else None,
        message_id=UUID(named[1]) if named else None,
    )


def _check(form: Mapping[str, str], required: Mapping[str, str]) -> None:
    present = {name: pattern for name, pattern in _OPTIONAL.items() if name in form}
    for name, pattern in {**required, **present}.items():
        if name not in form or not re.fullmatch(pattern, form[name]):
            raise Misshapen
    if form.get("SmsSid", form["MessageSid"]) != form["MessageSid"]:
        raise Misshapen
