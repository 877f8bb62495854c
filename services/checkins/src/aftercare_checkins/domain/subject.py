"""Whom and what the events of check-ins speak of."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aftercare_checkins.domain.conversation import Conversation
from aftercare_contracts import Party, PartyKind, ReplyReceived


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """What a clinic says of itself in texts."""

    clinic_id: str
    name: str
    language: str
    emergency_number: str


def unknown_clinic(clinic_id: str) -> Clinic:
    """What stands in a text while a clinic has not said what it is called: a report never waits for that."""
    return Clinic(clinic_id=clinic_id, name="Aftercare", language="en", emergency_number="911 or 112")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom and what is spoken of: a check-in, a reply, or a reply within a check-in."""

    clinic: Clinic
    party: Party
    language: str
    correlation_id: UUID
    conversation: Conversation | None = None
    reply_id: UUID | None = None
    replied_at: datetime | None = None

    @property
    def procedure_id(self) -> UUID | None:
        """The procedure, where it is known."""
        return self.conversation.procedure_id if self.conversation else None


def of_checkin(conversation: Conversation, clinic: Clinic, language: str | None) -> Subject:
    """A check-in, and the patient who is asked."""
    return Subject(
        clinic=clinic,
        party=Party(kind=PartyKind.PATIENT, id=conversation.patient_id),
        language=language or clinic.language,
        correlation_id=conversation.procedure_id,
        conversation=conversation,
    )


def of_reply(
    reply: ReplyReceived, conversation: Conversation | None, clinic: Clinic, language: str | None
) -> Subject:
    """A reply, and the check-in it answers, if any."""
    return Subject(
        clinic=clinic,
        party=reply.party,
        language=language or clinic.language,
        correlation_id=conversation.procedure_id if conversation else reply.correlation_id,
        conversation=conversation,
        reply_id=reply.reply_id,
        replied_at=reply.received_at,
    )
