"""Reads what a patient wrote and says how soon a person must act; it never diagnoses."""

from aftercare_checkins.domain.triage.assess import VOCABULARY_VERSION, assess
from aftercare_checkins.domain.triage.assessment import (
    Assessment,
    Level,
    Prompt,
    most_urgent,
    needs_person,
    urgency,
)

__all__ = [
    "VOCABULARY_VERSION",
    "Assessment",
    "Level",
    "Prompt",
    "assess",
    "most_urgent",
    "needs_person",
    "urgency",
]
