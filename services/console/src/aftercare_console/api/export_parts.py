"""The parts of a patient's export."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from aftercare_console.domain.cases import Case
from aftercare_console.domain.sentences import Names, sentence
from aftercare_console.domain.story import Reply, Text
from aftercare_contracts import Consent, Event, Level, SymptomsAssessed

_FROZEN = ConfigDict(frozen=True, from_attributes=True)


class ExportedContact(BaseModel):
    """Who the patient is, and what they agreed to."""

    model_config = _FROZEN

    patient_id: UUID
    reference: str | None
    given_name: str | None
    family_name: str | None
    number: str | None
    timezone: str | None
    language: str | None
    consent: Consent | None
    forgotten_at: datetime | None


class ExportedProcedure(BaseModel):
    """A procedure."""

    model_config = _FROZEN

    procedure_id: UUID
    reference: str | None
    session: int
    performed_on: date
    voided_at: datetime | None


class ExportedMessage(BaseModel):
    """A text to the patient, or to staff about them, and how far it came."""

    model_config = _FROZEN

    at: datetime
    to: str
    purpose: str
    wording: str
    text: str
    sent_at: datetime | None
    delivered_at: datetime | None
    failure: str | None

    @classmethod
    def of(cls, item: Text, names: Names) -> Self:
        """The same, of a timeline's text."""
        told = {name: getattr(item, name) for name in cls.model_fields if name != "to"}
        return cls(to=names.of(item.party), **told)


class ExportedReply(BaseModel):
    """What the patient wrote, and what it was read as, by which rule and from which words."""

    model_config = _FROZEN

    reply_id: UUID
    received_at: datetime
    words: str
    photos: int
    reading: SymptomsAssessed | None
    retracted: str | None
    after: tuple[str, ...]

    @classmethod
    def of(cls, item: Reply) -> Self:
        """The same, of a timeline's reply."""
        return cls(
            reply_id=item.event.reply_id,
            received_at=item.event.received_at,
            words=item.event.words,
            photos=item.event.photos,
            reading=item.reading,
            retracted=None if item.retracted is None else item.retracted.reason,
            after=item.after,
        )


class ExportedCase(BaseModel):
    """A case about the patient, and who did what about it."""

    model_config = _FROZEN

    case_id: UUID
    code: str | None
    level: Level | None
    state: str
    opened_at: datetime | None
    closed_at: datetime | None
    outcome: str | None
    what_happened: tuple[str, ...]

    @classmethod
    def of(cls, case: Case, events: Sequence[Event], names: Names) -> Self:
        """The same, with the decisions about it that are among the events."""
        about = [one for one in events if getattr(one, "case_id", None) == case.case_id]
        told = {name: getattr(case, name) for name in cls.model_fields if name != "what_happened"}
        lines = tuple(f"{one.occurred_at.isoformat()} {sentence(one, names)}" for one in about)
        return cls(what_happened=lines, **told)
