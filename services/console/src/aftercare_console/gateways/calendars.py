"""Shifts as iCalendar (RFC 5545): a feed for calendars to subscribe to, and files that others wrote."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event

from aftercare_contracts import Stretch

_PRODUCT = "-//Aftercare//Rota//EN"
_AND = ", "


class NotCalendar(ValueError):
    """The file is no iCalendar; says what to send instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A shift in somebody's calendar: one time of it, where it repeats."""

    uid: str
    summary: str
    attendees: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    cancelled: bool


def feed(name: str, stretches: Iterable[Stretch], names: Mapping[UUID, str], now: datetime) -> bytes:
    """A calendar of who is on call; a shift that stays as it is keeps its name in it."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for one in stretches:
        if not one.people:
            continue
        event = Event()
        event.add("uid", f"{one.starts_at:%Y%m%dT%H%M%SZ}-{one.people[0]}@aftercare")
        event.add("dtstamp", now)
        event.add("dtstart", one.starts_at)
        event.add("dtend", one.ends_at)
        event.add("summary", _AND.join(names.get(who, str(who)) for who in one.people))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def read(content: bytes, timezone: str, since: datetime, until: datetime) -> tuple[Entry, ...]:
    """The shifts of a file between two moments; what has no zone of its own is in the clinic's."""
    try:
        calendars = Calendar.from_ical(content, multiple=True)
        events = [event for one in calendars for event in recurring_ical_events.of(one).between(since, until)]
    except (ValueError, IndexError, KeyError, TypeError, AttributeError):
        raise NotCalendar(
            "This iCalendar file cannot be read. Export it from the calendar as .ics and send it as it is."
        ) from None
    if not calendars:
        raise NotCalendar("There is no calendar in this file. Export it from the calendar as .ics.")
    found = (_entry(event, ZoneInfo(timezone)) for event in events)
    return tuple(sorted(found, key=lambda one: (one.starts_at, one.uid)))


def _entry(event: Any, zone: ZoneInfo) -> Entry:
    attendees = event.get("attendee", [])
    return Entry(
        uid=str(event.get("uid", "")),
        summary=str(event.get("summary", "")).strip(),
        attendees=tuple(_called(one) for one in (attendees if isinstance(attendees, list) else [attendees])),
        starts_at=_moment(event.start, zone),
        ends_at=_moment(event.end, zone),
        cancelled=str(event.get("status", "")).upper() == "CANCELLED",
    )


def _called(attendee: Any) -> str:
    """How a calendar calls somebody: by name, or else by what stands before the @ of their address."""
    name = str(attendee.params.get("CN", "")).strip()
    return name or str(attendee).rpartition(":")[2].partition("@")[0]


def _moment(at: date, zone: ZoneInfo) -> datetime:
    if not isinstance(at, datetime):
        at = datetime.combine(at, time(0), zone)
    return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).astimezone(UTC)
