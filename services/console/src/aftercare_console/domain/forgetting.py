"""Whether a patient can be erased, and how far that has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aftercare_console.domain.cases import Case
from aftercare_contracts import HEARS, Event, PatientErased, PatientForgotten

SERVICES = tuple(sorted(service for service, heard in HEARS.items() if PatientForgotten in heard))


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """Who passed the wish on and when, when each service was done, and which are not."""

    asked_at: datetime
    staff_id: UUID | None
    done: Mapping[str, datetime]
    missing: tuple[str, ...]


def erasure(asked_at: datetime, events: Sequence[Event]) -> Erasure:
    """How far it has come; `events` are what was told of it, oldest first."""
    asked = next((one for one in events if isinstance(one, PatientForgotten)), None)
    confirmed = [one for one in events if isinstance(one, PatientErased)]
    done = {one.service: one.occurred_at for one in reversed(confirmed)}
    return Erasure(
        asked_at=asked_at if asked is None else asked.occurred_at,
        staff_id=None if asked is None else asked.staff_id,
        done={service: done[service] for service in sorted(done)},
        missing=tuple(service for service in SERVICES if service not in done),
    )


def still_open(cases: Sequence[Case]) -> str:
    """Why a patient cannot be erased yet, and what to do."""
    codes = ", ".join(one.code or str(one.case_id) for one in cases)
    todo = "Close it first, as staff need the number until then, and erase the patient then."
    return f"A case about this patient is open: {codes}. {todo}"
