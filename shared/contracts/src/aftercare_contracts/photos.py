"""Photos that came with a reply: where they are, never what is on them."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from aftercare_contracts.event import Event
from aftercare_contracts.parties import Party


class PhotoKept(Event):
    """A photo was fetched from the carrier, and staff can look at it."""

    topic: ClassVar[str] = "photo.kept.v1"

    photo_id: UUID
    reply_id: UUID
    party: Party
    position: int = Field(ge=0, description="Which of the reply's photos, from 0")


class PhotoMissed(Event):
    """A photo cannot be shown, for now or for good: somebody must ask for it, or see the patient."""

    topic: ClassVar[str] = "photo.missed.v1"

    photo_id: UUID
    reply_id: UUID
    party: Party
    position: int = Field(ge=0, description="Which of the reply's photos, from 0")
    reason: str = Field(description="In plain words, with what to do")


class PhotoErased(Event):
    """A photo is kept no longer."""

    topic: ClassVar[str] = "photo.erased.v1"

    photo_id: UUID
    reply_id: UUID
    party: Party
    position: int = Field(ge=0, description="Which of the reply's photos, from 0")
    reason: str = Field(description="In plain words")
