"""Who can be texted, and how one is named to another."""

from collections.abc import Mapping
from dataclasses import dataclass

from aftercare_contracts import Party, PartyKind

_NAMELESS = {
    PartyKind.PATIENT: "a patient",
    PartyKind.STAFF: "a colleague",
    PartyKind.STRANGER: "a caller",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How a party is reached; one without a number has been forgotten."""

    party: Party
    number: str | None
    given_name: str | None = None
    family_name: str | None = None
    timezone: str | None = None

    def shown_to(self, reader: PartyKind) -> str:
        """How others are told of them: a patient by initials, staff by name.

        A caller whom nobody knows is a number, which staff can call and nobody else is shown.
        """
        match self.party.kind:
            case PartyKind.PATIENT if self.given_name and self.family_name:
                return f"{self.given_name[0].upper()}.{self.family_name[0].upper()}."
            case PartyKind.STAFF if self.given_name:
                return self.given_name
            case PartyKind.STRANGER if self.number and reader is PartyKind.STAFF:
                return self.number
            case kind:
                return _NAMELESS[kind]


def render(
    text: str, names: Mapping[str, Party], contacts: Mapping[Party, Contact], *, reader: PartyKind
) -> str:
    """The text with each `{key}` replaced by whom it stands for, as the reader may know them."""
    for key, party in names.items():
        known = contacts.get(party)
        text = text.replace(f"{{{key}}}", known.shown_to(reader) if known else _NAMELESS[party.kind])
    return text
