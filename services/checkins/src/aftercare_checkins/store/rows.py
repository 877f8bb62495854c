"""Rows of PostgreSQL as values of the domain."""

from dataclasses import fields

from sqlalchemy import RowMapping

from aftercare_checkins.domain.conversation import Conversation, State
from aftercare_checkins.domain.subject import Clinic
from aftercare_checkins.tables import clinics, conversations
from aftercare_contracts import Milestone

CLINIC = tuple(clinics.c[field.name].label(f"clinic_{field.name}") for field in fields(Clinic))
CONVERSATION = tuple(conversations.c[field.name] for field in fields(Conversation))


def clinic_of(row: RowMapping) -> Clinic:
    """The clinic in a row that has the columns `CLINIC`."""
    return Clinic(**{field.name: row[f"clinic_{field.name}"] for field in fields(Clinic)})


def conversation_of(row: RowMapping) -> Conversation:
    """The conversation in a row that has the columns `CONVERSATION`."""
    found = {field.name: row[field.name] for field in fields(Conversation)}
    return Conversation(
        **{**found, "state": State(found["state"]), "milestone": Milestone(found["milestone"])}
    )
