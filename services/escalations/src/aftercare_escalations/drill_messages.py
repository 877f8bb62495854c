"""What is written and said about a test page: all of it says that it is one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from aftercare_chassis import UnitOfWork
from aftercare_contracts import CallRequested, MessageRequested, Party, PartyKind, Purpose, Script
from aftercare_escalations.domain.clinic import Clinic
from aftercare_escalations.domain.drill import Drill
from aftercare_escalations.domain.links import Links
from aftercare_escalations.domain.texts import spoken, text


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillWriter:
    """Writes about one test page."""

    drill: Drill
    clinic: Clinic
    links: Links
    work: UnitOfWork

    def page(self) -> None:
        """Page whoever is tested."""
        self._write("drill", self.drill.staff_id, Purpose.PAGE, self.drill.expires_at)

    def call(self) -> None:
        """Call whoever is tested, as the text was not answered."""
        drill, clinic = self.drill, self.clinic
        facts = {"clinic": clinic.name, "code": ", ".join(drill.code)}
        self.work.say(
            CallRequested(
                event_id=self.work.new_id(),
                clinic_id=drill.clinic_id,
                occurred_at=self.work.now,
                correlation_id=drill.drill_id,
                call_id=drill.call_id,
                party=_staff(drill.staff_id),
                language=clinic.language,
                script=Script.model_validate(spoken("drill_call", clinic.language, facts)),
                expires_at=drill.expires_at,
            )
        )

    def alarm(self, fallback: UUID) -> None:
        """Page whoever stands in: pages may not reach those whom they should."""
        self._write("drill_missed", fallback, Purpose.PAGE)

    def thank(self) -> None:
        """Say that the answer has come."""
        self._write("drill_thanks", self.drill.staff_id, Purpose.NOTICE)

    def _write(self, key: str, reader: UUID, purpose: Purpose, expires_at: datetime | None = None) -> None:
        drill, clinic = self.drill, self.clinic
        facts = {"clinic": clinic.name, "code": drill.code, "link": self.links.cases()}
        written = text(key, clinic.language, facts)
        names = {"staff": _staff(drill.staff_id)} if "{staff}" in written.text else {}
        self.work.say(
            MessageRequested(
                event_id=self.work.new_id(),
                clinic_id=drill.clinic_id,
                occurred_at=self.work.now,
                correlation_id=drill.drill_id,
                message_id=uuid5(drill.drill_id, key),
                party=_staff(reader),
                purpose=purpose,
                text=written.text,
                wording=written.wording,
                names=names,
                expires_at=expires_at,
            )
        )


def _staff(staff_id: UUID) -> Party:
    return Party(kind=PartyKind.STAFF, id=staff_id)
