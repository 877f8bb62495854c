"""A rota with the names of those who stand on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from sqlalchemy import RowMapping

from aftercare_chassis import UnitOfWork
from aftercare_console.api.answers import StaffAnswer
from aftercare_console.api.rota_answers import (
    DutyAnswer,
    HolidaysAnswer,
    OnCallAnswer,
    OverrideAnswer,
    PersonAnswer,
    RotaAnswer,
    ShiftAnswer,
    StretchAnswer,
)
from aftercare_console.domain.rota import Rota
from aftercare_console.store.clinics import Clinics
from aftercare_contracts import Override


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The staff of a clinic, those who left among them."""

    staff: Mapping[UUID, RowMapping]

    @classmethod
    async def of(cls, work: UnitOfWork, clinic: RowMapping) -> Self:
        """The staff of a clinic."""
        return cls(staff=await Clinics(work.connection).everybody(clinic["clinic_id"]))

    def rota(self, rota: Rota) -> RotaAnswer:
        """A whole rota."""
        roster, rule = rota.roster, rota.holidays
        return RotaAnswer(
            revision=rota.revision,
            ladder=[StaffAnswer.model_validate(self.staff[one]) for one in rota.ladder if one in self.staff],
            page_wait_minutes=rota.page_wait.total_seconds() / 60,
            shifts=[
                ShiftAnswer(**one.model_dump(exclude={"people"}), people=self.named(one.people))
                for one in roster.shifts
            ],
            overrides=[self.override(one) for one in roster.overrides],
            duties=[
                DutyAnswer(**one.model_dump(exclude={"people"}), people=self.named(one.people))
                for one in roster.duties
            ],
            holidays=None
            if rule is None
            else HolidaysAnswer(public=rule.public, dates=rule.dates, days=roster.holidays),
        )

    def override(self, override: Override) -> OverrideAnswer:
        """An override."""
        instead_of = None if override.instead_of is None else self.named([override.instead_of])[0]
        known = override.model_dump(exclude={"people", "instead_of"})
        return OverrideAnswer(**known, people=self.named(override.people), instead_of=instead_of)

    def on_call(self, rota: Rota, timezone: str, at: datetime, until: datetime) -> OnCallAnswer:
        """Who is on call at a moment, and until another."""
        now = rota.roster.on_call(at, timezone)
        return OnCallAnswer(
            at=at,
            people=self.named(now),
            fallback=self.named(one for one in rota.ladder if one not in now),
            week=[
                StretchAnswer(starts_at=one.starts_at, ends_at=one.ends_at, people=self.named(one.people))
                for one in rota.roster.stretches(at, until, timezone)
            ],
        )

    def named(self, people: Iterable[UUID]) -> list[PersonAnswer]:
        """People with their names; one nobody has heard of stays an id."""
        return [
            PersonAnswer.model_validate(self.staff[one])
            if one in self.staff
            else PersonAnswer(staff_id=one, reference=None, name=None)
            for one in people
        ]
