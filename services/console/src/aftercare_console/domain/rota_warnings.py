"""What is wrong with a rota before it matters: who could not be paged, and when nobody is on call."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from aftercare_console.domain.rota import Rota

AHEAD = timedelta(days=7)


class Trouble(StrEnum):
    """What is wrong, the worst first."""

    NO_ROTA = "no_rota"
    NO_FALLBACK = "no_fallback"
    NO_NUMBER = "no_number"
    GAP = "gap"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether somebody can be reached: a number is known, and since then a text arrived or was answered."""

    has_number: bool = False
    verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong: with somebody, or for a while."""

    trouble: Trouble
    staff_id: UUID | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """When somebody's contact was changed last, and what was last heard of texts to and from them."""

    has_number: bool = False
    changed_at: datetime | None = None
    arrived_at: datetime | None = None
    failed_at: datetime | None = None
    answered_at: datetime | None = None

    def standing(self) -> Standing:
        """What it comes to: of a text that reached the phone and one that did not, the later counts."""
        shown = [at for at in (self.arrived_at, self.answered_at) if at is not None]
        since = [at for at in (self.changed_at, self.failed_at) if at is not None]
        verified = bool(shown) and all(max(shown) > at for at in since)
        return Standing(has_number=self.has_number, verified=self.has_number and verified)


def warnings(
    rota: Rota | None, standings: Mapping[UUID, Standing], timezone: str, now: datetime
) -> tuple[Fault, ...]:
    """All that is wrong with a rota in the next seven days, the worst first."""
    if rota is None:
        return (Fault(trouble=Trouble.NO_ROTA),)
    found = (*_of_fallback(rota, standings), *_of_people(rota, standings, now), *_gaps(rota, timezone, now))
    return tuple(sorted(found, key=lambda one: list(Trouble).index(one.trouble)))


def _of_fallback(rota: Rota, standings: Mapping[UUID, Standing]) -> Iterator[Fault]:
    if not any(standings.get(one, Standing()).has_number for one in rota.ladder):
        yield Fault(trouble=Trouble.NO_FALLBACK)


def _of_people(rota: Rota, standings: Mapping[UUID, Standing], now: datetime) -> Iterator[Fault]:
    for one in sorted(rota.people(now)):
        standing = standings.get(one, Standing())
        if not standing.has_number:
            yield Fault(trouble=Trouble.NO_NUMBER, staff_id=one)
        elif not standing.verified:
            yield Fault(trouble=Trouble.UNVERIFIED, staff_id=one)


def _gaps(rota: Rota, timezone: str, now: datetime) -> Iterator[Fault]:
    """A clinic that has nothing but a fallback has no gaps: it does not mean anybody to be on shift."""
    if rota.only_fallback:
        return
    for one in rota.roster.stretches(now, now + AHEAD, timezone):
        if not one.people:
            yield Fault(trouble=Trouble.GAP, starts_at=one.starts_at, ends_at=one.ends_at)
