"""Who is on call at a moment: a pure function of what the clinic has set."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from aftercare_contracts.shifts import Day, Duty, Override, Shift

_Span = tuple[datetime, datetime, Shift]
_DAY = timedelta(days=1)
_LOOK_AHEAD = timedelta(days=8)  # whoever is on call for longer is always on call


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A while in which the same people are on call; nobody is in a gap."""

    starts_at: datetime
    ends_at: datetime
    people: tuple[UUID, ...]


class Roster(BaseModel):
    """A clinic's shifts, duties and overrides; of several overrides of one moment the later one counts."""

    model_config = ConfigDict(frozen=True)

    shifts: Annotated[tuple[Shift, ...], Field(max_length=100)] = ()
    duties: Annotated[tuple[Duty, ...], Field(max_length=1000)] = ()
    overrides: Annotated[tuple[Override, ...], Field(max_length=500)] = ()
    holidays: Annotated[tuple[date, ...], Field(max_length=500)] = Field(
        default=(), description="Days on which only shifts that begin on a `holiday` begin"
    )

    def on_call(self, at: datetime, timezone: str) -> tuple[UUID, ...]:
        """Who is on call at a moment, first to be paged first; nobody where nothing says so."""
        on = at.astimezone(ZoneInfo(timezone)).date()
        return self._on_call(at, self._spans(on, on, timezone), self.duties, self.overrides)

    def stretches(self, start: datetime, end: datetime, timezone: str) -> tuple[Stretch, ...]:
        """Who is on call from a moment until another, without a hole."""
        found: list[Stretch] = []
        for begins, ends, people in self._in_turn(start, end, timezone):
            same = found.pop() if found and found[-1].people == people else None
            found.append(Stretch(starts_at=same.starts_at if same else begins, ends_at=ends, people=people))
        return tuple(found)

    def off_call_at(self, staff_id: UUID, at: datetime, timezone: str) -> datetime | None:
        """When the duty of somebody who is on call ends; none when they are not, or it never does."""
        if staff_id not in self.on_call(at, timezone):
            return None
        ahead = self._in_turn(at, at + _LOOK_AHEAD, timezone)
        return next((begins for begins, _, people in ahead if staff_id not in people), None)

    def _in_turn(
        self, start: datetime, end: datetime, timezone: str
    ) -> Iterator[tuple[datetime, datetime, tuple[UUID, ...]]]:
        """From when until when who is on call, one change after another; only as far as somebody asks."""
        zone = ZoneInfo(timezone)
        spans = self._spans(start.astimezone(zone).date(), end.astimezone(zone).date(), timezone)
        duties = [one for one in self.duties if one.starts_at < end and one.ends_at > start]
        overrides = [one for one in self.overrides if one.starts_at < end and one.ends_at > start]
        changes = {at for begins, ends, _ in spans for at in (begins, ends)}
        changes |= {at for one in duties for at in (one.starts_at, one.ends_at)}
        changes |= {at for one in overrides for at in (one.starts_at, one.ends_at)}
        for begins, ends in pairwise(sorted({start, end, *(at for at in changes if start < at < end)})):
            yield begins, ends, self._on_call(begins, spans, duties, overrides)

    def _on_call(
        self, at: datetime, spans: Sequence[_Span], duties: Sequence[Duty], overrides: Sequence[Override]
    ) -> tuple[UUID, ...]:
        # By identity: to compare a hundred shifts by value at each change takes seconds.
        begun = {id(shift) for begins, ends, shift in spans if begins <= at < ends}
        layers = [one.people for one in self.shifts if id(one) in begun]
        layers += [one.people for one in duties if one.starts_at <= at < one.ends_at]
        people = tuple(dict.fromkeys(one for layer in layers for one in layer))
        for override in overrides:
            if override.starts_at <= at < override.ends_at:
                people = override.over(people)
        return people

    def _spans(self, first: date, last: date, timezone: str) -> list[_Span]:
        """From when until when which shifts last that touch these dates."""
        dates = [first + number * _DAY for number in range(-1, (last - first).days + 1)]
        days = [(on, Day.of(on, self.holidays)) for on in dates]
        begun = ((on, shift) for on, day in days for shift in self.shifts if day in shift.days)
        return [(*shift.span(on, timezone), shift) for on, shift in begun]
