"""Where a page of a timeline ended, in a form that callers hand back unread."""

import base64
import binascii
from datetime import datetime
from uuid import UUID

from sqlalchemy import RowMapping

from aftercare_console.api.problems import Problem
from aftercare_console.store.timeline import Place


def to_cursor(entry: RowMapping) -> str:
    """The cursor behind an entry."""
    place = f"{entry['at'].isoformat()} {entry['place']} {entry['revision']} {entry['event_id']}"
    return base64.urlsafe_b64encode(place.encode()).decode()


def from_cursor(cursor: str | None) -> Place | None:
    """The place a cursor stands for; raises a problem when it is none of ours."""
    if cursor is None:
        return None
    try:
        at, place, revision, event_id = base64.urlsafe_b64decode(cursor).decode().split(" ")
        return Place(
            at=datetime.fromisoformat(at), place=int(place), revision=int(revision), event_id=UUID(event_id)
        )
    except (ValueError, binascii.Error):
        detail = "This is no place on a timeline. Send `next` of the page before, as it came."
        raise Problem(422, "invalid", detail, field="after") from None
