from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING

from aftercare_sandbox.domain.errors import failure_message
from aftercare_sandbox.parameters import API_VERSION

if TYPE_CHECKING:
    from datetime import datetime

    from aftercare_sandbox.domain.call import Call
    from aftercare_sandbox.domain.message import Message
    from aftercare_sandbox.domain.photo import Photo

Resource = dict[str, object]


def message_resource(message: Message, *, account_sid: str) -> Resource:
    """Twilio's message resource; its dates are real, whatever the system's clock says."""
    path = f"/{API_VERSION}/Accounts/{account_sid}/Messages/{message.sid}"
    return {
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "body": message.text,
        "date_created": _rfc2822(message.created_at),
        "date_sent": None if message.sent_at is None else _rfc2822(message.sent_at),
        "date_updated": _rfc2822(message.updated_at),
        "direction": message.direction.value,
        "error_code": message.error_code,
        "error_message": failure_message(message.error_code),
        "from": None if message.segments == 0 else message.from_,
        "messaging_service_sid": message.service_sid,
        "num_media": str(message.media),
        "num_segments": str(message.segments),
        "price": None,
        "price_unit": "USD",
        "sid": message.sid,
        "status": message.status.value,
        "subresource_uris": {"media": f"{path}/Media.json"},
        "to": message.to,
        "uri": f"{path}.json",
    }


def call_resource(call: Call, *, account_sid: str) -> Resource:
    """Twilio's call resource; its dates are real, whatever the system's clock says."""
    path = f"/{API_VERSION}/Accounts/{account_sid}/Calls/{call.sid}"
    started_at, ended_at = call.started_at, call.ended_at
    seconds = 0 if started_at is None or ended_at is None else (ended_at - started_at).total_seconds()
    return {
        "account_sid": account_sid,
        "answered_by": None,
        "api_version": API_VERSION,
        "caller_name": None,
        "date_created": _rfc2822(call.created_at),
        "date_updated": _rfc2822(call.updated_at),
        "direction": "outbound-api",
        "duration": None if ended_at is None else str(round(seconds)),
        "end_time": None if ended_at is None else _rfc2822(ended_at),
        "forwarded_from": None,
        "from": call.from_,
        "from_formatted": call.from_,
        "group_sid": None,
        "parent_call_sid": None,
        "phone_number_sid": "PN" + call.sid[2:],
        "price": None,
        "price_unit": "USD",
        "queue_time": "0",
        "sid": call.sid,
        "start_time": None if started_at is None else _rfc2822(started_at),
        "status": call.status.value,
        "subresource_uris": {"events": f"{path}/Events.json", "notifications": f"{path}/Notifications.json"},
        "to": call.to,
        "to_formatted": call.to,
        "trunk_sid": None,
        "uri": f"{path}.json",
    }


def media_resource(message: Message, photo: Photo, *, account_sid: str) -> Resource:
    """Twilio's media resource of one photo."""
    sid = photo.sid
    return {
        "account_sid": account_sid,
        "content_type": photo.media_type,
        "date_created": _rfc2822(message.created_at),
        "date_updated": _rfc2822(message.created_at),
        "parent_sid": message.sid,
        "sid": sid,
        "uri": f"/{API_VERSION}/Accounts/{account_sid}/Messages/{message.sid}/Media/{sid}.json",
    }


def account_resource(account_sid: str, *, since: datetime) -> Resource:
    """Twilio's account resource, without its secret."""
    path = f"/{API_VERSION}/Accounts/{account_sid}"
    return {
        "auth_token": None,
        "date_created": _rfc2822(since),
        "date_updated": _rfc2822(since),
        "friendly_name": "Sandbox",
        "owner_account_sid": account_sid,
        "sid": account_sid,
        "status": "active",
        "subresource_uris": {"messages": f"{path}/Messages.json"},
        "type": "Full",
        "uri": f"{path}.json",
    }


def page_resource(
    key: str, items: list[Resource], *, uri: str, first_uri: str, next_uri: str | None, page: int, size: int
) -> Resource:
    """One page of a list."""
    return {
        key: items,
        "end": page * size + max(len(items) - 1, 0),
        "first_page_uri": first_uri,
        "next_page_uri": next_uri,
        "page": page,
        "page_size": size,
        "previous_page_uri": None,
        "start": page * size,
        "uri": uri,
    }


def _rfc2822(moment: datetime) -> str:
    return format_datetime(moment)
