"""Replies that nobody and nothing has read, as a page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import RowMapping

from aftercare_console.domain.cases import Case
from aftercare_console.domain.erasure import read
from aftercare_console.pages.cards import Known, patient_name
from aftercare_contracts import ReplyReceived


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A reply that waits to be read, and where more is known of whoever wrote it."""

    at: datetime
    words: str
    photos: int
    timezone: str
    writers: Sequence[tuple[str, UUID]]
    case: Case | None


def writers(entries: Sequence[RowMapping]) -> list[UUID]:
    """Everybody who wrote, or may have written, one of these replies."""
    return [one for entry in entries for one in (entry["party_id"], *(entry["candidates"] or ()))]


def unread(entry: RowMapping, cases: Sequence[Case], known: Known) -> Unread:
    """An entry of a reply, as a person can read it."""
    event = read(entry["topic"], entry["body"])
    assert isinstance(event, ReplyReceived)
    patients = [known.patients[one] for one in writers([entry]) if one in known.patients]
    return Unread(
        at=event.received_at,
        words=event.words,
        photos=event.photos,
        timezone=known.timezone(event.clinic_id),
        writers=[(patient_name(one), one["patient_id"]) for one in patients],
        case=next((one for one in cases if one.party_id == event.party.id), None),
    )
