"""Whether a link in a text opens a case, and for whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from aftercare_contracts.links import ends_at, is_signed


class Shut(StrEnum):
    """Why a link opens nothing."""

    UNKNOWN = "unknown"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Open:
    """A link opens its case for this member of staff."""

    staff_id: UUID


def opening(
    link: str, secrets: Sequence[str], *, case_id: UUID, staff: Iterable[UUID], now: datetime
) -> Open | Shut:
    """For whom of the staff a link opens a case; those who have left are not among them."""
    signed_for = [one for one in staff if is_signed(link, secrets, case_id=case_id, staff_id=one)]
    if not signed_for:
        return Shut.UNKNOWN
    return Open(signed_for[0]) if now < ends_at(link) else Shut.OVER
