from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from aftercare_sandbox.domain.message import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aftercare_sandbox.domain.message import Message
    from aftercare_sandbox.domain.optout import Keyword
    from aftercare_sandbox.settings import Settings

API_VERSION = "2010-04-01"


def media_sid(message: Message, position: int) -> str:
    """The sid of a photo of the message, the same whenever it is asked for."""
    digest = hashlib.md5(f"{message.sid}/{position}".encode(), usedforsecurity=False).hexdigest()
    return "ME" + digest


def status_parameters(message: Message, *, account_sid: str) -> dict[str, str]:
    """What Twilio posts to StatusCallback about the message as it is now."""
    params = {
        "AccountSid": account_sid,
        "ApiVersion": API_VERSION,
        "From": message.from_,
        "MessageSid": message.sid,
        "MessageStatus": message.status,
        "SmsSid": message.sid,
        "SmsStatus": message.status,
        "To": message.to,
    }
    if message.service_sid is not None:
        params["MessagingServiceSid"] = message.service_sid
    if message.error_code is not None:
        params["ErrorCode"] = str(message.error_code)
    if message.status in {Status.DELIVERED, Status.UNDELIVERED}:
        params["RawDlrDoneDate"] = message.updated_at.strftime("%y%m%d%H%M")
    return {name: str(value) for name, value in params.items()}


def inbound_parameters(
    message: Message, *, settings: Settings, keyword: Keyword | None, media_types: Sequence[str]
) -> dict[str, str]:
    """What Twilio posts to the webhook of a number that was texted."""
    params = {
        "AccountSid": settings.account_sid,
        "ApiVersion": API_VERSION,
        "Body": message.text,
        "From": message.from_,
        "MessageSid": message.sid,
        "NumMedia": str(message.media),
        "NumSegments": str(message.segments),
        "SmsMessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsStatus": "received",
        "To": message.to,
    }
    for end, number in (("From", message.from_), ("To", message.to)):
        country = "US" if number.startswith("+1") else ""
        params |= {f"{end}Country": country, f"{end}State": "", f"{end}City": "", f"{end}Zip": ""}
    if message.service_sid is not None:
        params["MessagingServiceSid"] = message.service_sid
    if keyword is not None:
        params["OptOutType"] = keyword.value
    messages = f"{settings.url}/{API_VERSION}/Accounts/{settings.account_sid}/Messages"
    for position, media_type in enumerate(media_types):
        params[f"MediaUrl{position}"] = f"{messages}/{message.sid}/Media/{media_sid(message, position)}"
        params[f"MediaContentType{position}"] = media_type
    return params
