"""What entering a procedure means, given what the clinic entered before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

LAST_SESSION = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """A procedure that is kept under the reference that is entered."""

    patient_id: UUID
    session: int
    performed_on: date
    revision: int
    voided: bool


@dataclass(frozen=True, slots=True)
class Complete:
    """A new procedure."""

    session: int


@dataclass(frozen=True, slots=True)
class Amend:
    """A known procedure, on another day."""

    revision: int


@dataclass(frozen=True, slots=True)
class Same:
    """A known procedure, as it was."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """It contradicts what is kept: in which field, and what to do."""

    field: str
    detail: str


def entered(
    known: Procedure | None,
    *,
    patient_id: UUID,
    performed_on: date,
    session: int | None,
    taken: Collection[int],
) -> Complete | Amend | Same | Conflict:
    """What it means; `taken` are the sessions of the patient's other procedures that count."""
    if known is None:
        return _new(session, taken)
    if known.voided:
        return Conflict("reference", "This procedure was voided. Enter it anew under another reference.")
    if known.patient_id != patient_id:
        return Conflict(
            "patient.reference",
            "This procedure belongs to another patient. Void it and enter it under another reference.",
        )
    if session not in (None, known.session):
        return Conflict("session", "The session of a procedure stays. Void it and enter it anew.")
    return Same() if performed_on == known.performed_on else Amend(known.revision + 1)


def _new(session: int | None, taken: Collection[int]) -> Complete | Conflict:
    chosen = max(taken, default=0) + 1 if session is None else session
    if chosen in taken:
        return Conflict("session", f"Session {chosen} of this patient is another procedure. Leave it out.")
    if chosen > LAST_SESSION:
        return Conflict("session", f"A patient has {LAST_SESSION} sessions at most. Name one that is free.")
    return Complete(chosen)


def too_far_ahead(performed_on: date, now: datetime, timezone: str) -> bool:
    """Whether a day is later than tomorrow where the patient is."""
    return performed_on > now.astimezone(ZoneInfo(timezone)).date() + timedelta(days=1)
