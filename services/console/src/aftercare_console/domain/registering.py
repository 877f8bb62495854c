"""Whether what a clinic says of a patient, or of staff, is news."""

from dataclasses import dataclass

from aftercare_contracts import Consent


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A patient's contact as the clinic gives it."""

    given_name: str
    family_name: str
    number: str
    timezone: str
    language: str
    consent: Consent | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What is to be said of a contact: its revision, and whether the zone or the language is another."""

    revision: int
    moved: bool = False


def registration(known: Contact | None, revision: int, given: Contact) -> Registration | None:
    """What to say of a patient kept at this revision (0: not at all), or none when nothing is new."""
    if known == given:
        return None
    moved = known is not None and (known.timezone, known.language) != (given.timezone, given.language)
    return Registration(revision=revision + 1, moved=moved)
