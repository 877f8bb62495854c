"""Which of a patient's procedures count."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from aftercare_contracts import ProcedureCompleted

Row = Mapping[Any, Any]
R = TypeVar("R", bound=Row)


def newest_session(sessions: Sequence[R]) -> Sequence[R]:
    """The procedure of the newest session, or nothing when there is none."""
    return sorted(sessions, key=lambda one: int(one["session"]))[-1:]


def superseded(sessions: Sequence[Row]) -> list[UUID]:
    """The procedures of all sessions but the newest."""
    newest = max((one["session"] for one in sessions), default=0)
    return [one["procedure_id"] for one in sessions if one["session"] < newest]


def forgotten(sessions: Sequence[Row], patient: Row | None) -> list[UUID]:
    """All procedures, when the patient was forgotten before they were heard of."""
    gone = patient is not None and patient["forgotten"]
    return [one["procedure_id"] for one in sessions if gone]


def zone_and_language(event: ProcedureCompleted, patient: Row | None) -> dict[str, str]:
    """Where and how the patient is asked: as last changed, or as the procedure says."""
    changed = patient or {}
    return {
        "timezone": changed.get("timezone") or event.timezone,
        "language": changed.get("language") or event.language,
    }
