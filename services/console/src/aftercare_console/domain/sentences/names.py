"""How people are called in a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from aftercare_contracts import Party, PartyKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names of staff; patients are 'the patient', as the page they stand on says who that is."""

    staff: Mapping[UUID, str] = field(default_factory=dict)
    timezones: Mapping[str, str] = field(default_factory=dict)  # IANA names by clinic

    def of_staff(self, staff_id: UUID | None) -> str:
        """The name of a member of staff, or that nobody knows it."""
        return "Nobody" if staff_id is None else self.staff.get(staff_id, "A colleague nobody knows")

    def moment(self, at: datetime, clinic_id: str, told_at: datetime) -> str:
        """A moment on the clinic's clock, with its day when that is another than the one it is told on."""
        zone = ZoneInfo(self.timezones.get(clinic_id, "UTC"))
        local = at.astimezone(zone)
        day = (
            "" if local.date() == told_at.astimezone(zone).date() else f"{local:%a} {local.day} {local:%b}, "
        )
        return f"{day}{local:%H:%M}"

    def of(self, party: Party) -> str:
        """How a party is called inside a sentence."""
        match party.kind:
            case PartyKind.PATIENT:
                return "the patient"
            case PartyKind.STAFF:
                return self.staff.get(party.id, "a colleague nobody knows")
            case PartyKind.STRANGER:
                return "an unknown number"


def begin(words: str) -> str:
    """Words at the beginning of a sentence."""
    return words[:1].upper() + words[1:]


def listed(words: tuple[str, ...]) -> str:
    """Words in quotation marks, with commas."""
    return ", ".join(f"“{one}”" for one in words)
