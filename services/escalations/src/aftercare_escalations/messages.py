"""Writing to staff and to the patient: the texts, whom they name, and ids by which a repeat is known."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from aftercare_chassis import UnitOfWork
from aftercare_contracts import CallRequested, MessageRequested, Party, PartyKind, Purpose, Script
from aftercare_escalations.domain.case import Case
from aftercare_escalations.domain.clinic import Clinic
from aftercare_escalations.domain.effects import Notice, Page, Paged
from aftercare_escalations.domain.links import Links
from aftercare_escalations.domain.meaning import Unmeant
from aftercare_escalations.domain.texts import SEGMENT, phrase, spoken, text
from aftercare_escalations.settings import EscalationsSettings

_MESSAGES = UUID("0f6f8a52-5b1f-4a43-9f0a-7f0c0e3a6d21")
_MOST_CODES = 5  # in one text, the oldest cases first
_LONGEST_NUMBER = 16  # characters of E.164


def links_of(settings: EscalationsSettings) -> Links:
    """Where texts send their readers."""
    return Links(console_url=settings.console_url, secret=settings.link_secret.get_secret_value())


def page_id(case: Case, page: Page, cause: UUID) -> UUID:
    """The one id of somebody's turn in a round, or of one piece of news."""
    return uuid5(_MESSAGES, f"{case.case_id}/{cause if page.news else page.round}/{page.staff_id}")


def call_id(message_id: UUID) -> UUID:
    """The one id of the call that follows a page."""
    return uuid5(_MESSAGES, f"call/{message_id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Writes for one clinic because of one thing that happened, the `cause`."""

    clinic_id: str
    clinic: Clinic
    links: Links
    cause: UUID
    work: UnitOfWork

    def page(self, case: Case, page: Page) -> None:
        """Page somebody; says nothing of the patient but the initials, or a stranger's number."""
        again = phrase("again", self.clinic.language, round=page.round) if page.round > 1 else ""
        self._ask(
            "news" if page.news else "page",
            self.clinic.language,
            _staff(page.staff_id),
            message_id=page_id(case, page, self.cause),
            purpose=Purpose.PAGE,
            expires_at=page.expires_at,
            facts={**self._about(case, page.staff_id), "again": again},
            names=_names(case),
            correlation_id=case.case_id,
        )

    def call(self, case: Case, page: Paged) -> None:
        """Call somebody who was paged; says nothing of the patient at all."""
        facts = {"clinic": self.clinic.name, "code": ", ".join(case.code)}
        self.work.say(
            CallRequested(
                event_id=self.work.new_id(),
                clinic_id=self.clinic_id,
                occurred_at=self.work.now,
                correlation_id=case.case_id,
                call_id=call_id(page.message_id),
                party=_staff(page.staff_id),
                language=self.clinic.language,
                script=Script.model_validate(spoken("call", self.clinic.language, facts)),
                expires_at=page.expires_at,
            )
        )

    def tell(self, staff_id: UUID, notice: Notice, *, case: Case, about: UUID | None = None) -> None:
        """Tell somebody on the staff something about a case."""
        colleague = {} if about is None else {"staff": _staff(about)}
        self._notice(staff_id, notice, self._about(case, staff_id), _names(case) | colleague, case.case_id)

    def answer(self, staff_id: UUID, unmeant: Unmeant, correlation_id: UUID) -> None:
        """Answer a text that is about no case, or about nobody knows which."""
        facts: dict[str, object] = {
            "code": unmeant.code,
            "codes": ", ".join(unmeant.codes[:_MOST_CODES]),
            "link": self.links.cases(),
        }
        self._notice(staff_id, unmeant.notice, facts, {}, correlation_id)

    def tell_patient(self, case: Case, staff_id: UUID, *, again: bool) -> None:
        """Tell the patient who will call, or that it is somebody else now."""
        self._ask(
            "patient_again" if again else "patient",
            case.language,
            case.party,
            message_id=uuid5(_MESSAGES, f"{case.case_id}/patient/{self.cause}"),
            purpose=Purpose.ANSWER,
            facts={"emergency_number": self.clinic.emergency_number},
            names={"staff": _staff(staff_id)},
            correlation_id=case.case_id,
        )

    def _notice(
        self, staff_id: UUID, notice: Notice, facts: dict[str, object], names: dict[str, Party], about: UUID
    ) -> None:
        self._ask(
            notice,
            self.clinic.language,
            _staff(staff_id),
            message_id=uuid5(_MESSAGES, f"{self.cause}/{about}/{notice}/{staff_id}"),
            purpose=Purpose.NOTICE,
            facts=facts,
            names=names,
            correlation_id=about,
        )

    def _ask(
        self, key: str, language: str, party: Party, *, message_id: UUID, purpose: Purpose,
        facts: dict[str, object], names: dict[str, Party], correlation_id: UUID,
        expires_at: datetime | None = None,
    ) -> None:  # fmt: skip
        written = text(key, language, {"clinic": self.clinic.name, **facts}, room=_room(names))
        self.work.say(
            MessageRequested(
                event_id=self.work.new_id(),
                clinic_id=self.clinic_id,
                occurred_at=self.work.now,
                correlation_id=correlation_id,
                message_id=message_id,
                party=party,
                purpose=purpose,
                text=written.text,
                wording=written.wording,
                names={name: one for name, one in names.items() if f"{{{name}}}" in written.text},
                expires_at=expires_at,
            )
        )

    def _about(self, case: Case, staff_id: UUID) -> dict[str, object]:
        known = "patient" in _names(case)
        return {
            "code": case.code,
            "who": "{patient}" if known else phrase("no_name", self.clinic.language),
            "link": self.links.case(case, staff_id, self.work.now),
            "minutes": int(case.policy.grace.total_seconds() // 60),
        }


def _names(case: Case) -> dict[str, Party]:
    """Who stands in a text about a case: a patient by initials, a stranger by number, as staff must call."""
    return {} if case.forgotten else {"patient": case.party}


def _room(names: dict[str, Party]) -> int:
    """The characters of a segment; a number is longer than the `{patient}` it stands for."""
    strangers = any(one.kind is PartyKind.STRANGER for one in names.values())
    return SEGMENT - (_LONGEST_NUMBER - len("{patient}") if strangers else 0)


def _staff(staff_id: UUID) -> Party:
    return Party(kind=PartyKind.STAFF, id=staff_id)
