"""A clinic's rota as the console keeps it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from aftercare_contracts import Duty, Override, Roster

# How long what is over stays on the rota, so that a look back finds it.
_REMEMBERED = timedelta(days=7)
MOST_OVERRIDES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayRule:
    """Which days are holidays: the public ones where the clinic is, and days of its own."""

    public: bool = True
    dates: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rota:
    """Who is on call when, who is paged when nobody is or none of them answers, and how long each has."""

    revision: int = 0
    ladder: tuple[UUID, ...]
    page_wait: timedelta
    roster: Roster
    holidays: HolidayRule | None = None

    def same(self, other: "Rota") -> bool:
        """Whether both page the same people at the same times."""
        return replace(self, revision=0) == replace(other, revision=0)

    def with_override(self, override: Override) -> "Rota":
        """The rota with one more override, which counts above those before it."""
        others = tuple(one for one in self.roster.overrides if one.override_id != override.override_id)
        return self._with(overrides=(*others, override))

    def without_override(self, override_id: UUID) -> "Rota":
        """The rota without an override."""
        return self._with(
            overrides=tuple(one for one in self.roster.overrides if one.override_id != override_id)
        )

    def with_duties(self, duties: tuple[Duty, ...]) -> "Rota":
        """The rota with these duties instead of those it had."""
        return self._with(duties=duties)

    def without_past(self, now: datetime) -> "Rota":
        """The rota without what has been over for long."""
        since = now - _REMEMBERED
        return self._with(
            overrides=tuple(one for one in self.roster.overrides if one.ends_at > since),
            duties=tuple(one for one in self.roster.duties if one.ends_at > since),
        )

    @property
    def only_fallback(self) -> bool:
        """Whether nobody is meant to be on shift, and all hours are the fallback's."""
        return not (self.roster.shifts or self.roster.duties or self.roster.overrides)

    def people(self, now: datetime) -> frozenset[UUID]:
        """Everybody who may be paged now or later."""
        return frozenset((*self.ladder, *self._on_roster(now)))

    def _on_roster(self, now: datetime) -> Iterator[UUID]:
        for shift in self.roster.shifts:
            yield from shift.people
        for one in self.roster.duties:
            yield from one.people if one.ends_at > now else ()
        for override in self.roster.overrides:
            yield from override.people if override.ends_at > now else ()

    def _with(self, **changes: object) -> "Rota":
        return replace(self, roster=self.roster.model_copy(update=changes))
