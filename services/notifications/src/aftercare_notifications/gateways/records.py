"""What Twilio's records of texts say."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import structlog

from aftercare_notifications.domain.forms import Inbound
from aftercare_notifications.domain.outcomes import Listed
from aftercare_notifications.domain.words import clean

T = TypeVar("T")
_log = structlog.get_logger()


def readable(read: Callable[[Any], T | None], records: Iterable[Any]) -> list[T]:
    """What is wanted of the records; one that makes no sense hides none of the others."""
    found = (_read(read, one) for one in records)
    return [one for one in found if one is not None]


def sent(one: Any) -> Listed | None:
    """A text of ours, or none."""
    if not one.direction.startswith("outbound-api"):
        return None
    return Listed(
        sid=one.sid,
        body=one.body or "",
        status=str(one.status),
        code=one.error_code,
        created_at=one.date_created,
        account_sid=one.account_sid,
    )


def received(one: Any) -> Inbound | None:
    """A text that somebody sent us, or none."""
    if one.direction != "inbound":
        return None
    return Inbound(
        sid=one.sid,
        number=one.from_,
        to=one.to,
        words=clean(one.body or ""),
        photos=int(one.num_media or 0),
        service_sid=one.messaging_service_sid,
        written_at=one.date_created,
    )


def _read(read: Callable[[Any], T | None], one: Any) -> T | None:
    try:
        return read(one)
    except (AttributeError, TypeError, ValueError) as error:
        _log.error("carrier-record-makes-no-sense", sid=getattr(one, "sid", None), error=type(error).__name__)
        return None
