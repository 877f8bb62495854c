"""Shifts as iCalendar, over HTTP."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Body, Response
from sqlalchemy import RowMapping

from aftercare_chassis import UnitOfWork
from aftercare_console.api.desk import Clinic, Work
from aftercare_console.api.problems import FieldProblem, Problem
from aftercare_console.api.rota import kept, locked
from aftercare_console.api.rota_answers import ImportAnswer
from aftercare_console.domain.importing_shifts import Unmatched, known_as, whose
from aftercare_console.gateways.calendars import Entry, NotCalendar, read
from aftercare_console.store.calendars import calendar_of
from aftercare_console.store.clinics import Clinics
from aftercare_console.store.rota import say
from aftercare_contracts import Duty

router = APIRouter(tags=["rota"])
_AHEAD = timedelta(weeks=26)
_MOST_DUTIES = 1000
_MOST_PROBLEMS = 50
_CALENDAR: dict[int | str, dict[str, Any]] = {200: {"content": {"text/calendar": {}}}}


@router.get("/rota.ics", response_class=Response, responses=_CALENDAR)
async def export_rota(clinic: Clinic, work: Work) -> Response:
    """Who is on call, from the Monday of last week until eight weeks from now, as a calendar."""
    rota = await kept(work, clinic)
    return Response(await calendar_of(work, clinic, rota), media_type="text/calendar")


@router.post("/rota/import")
async def import_shifts(
    content: Annotated[bytes, Body(media_type="text/calendar")], clinic: Clinic, work: Work
) -> ImportAnswer:
    """Take over the shifts of the next 26 weeks from a calendar, all of them or none.

    A shift that was imported before, by its UID, becomes what the file says of it; those that are not in the
    file stay. People are found by attendees or by the title, under their names or references.
    """
    await locked(work, clinic)
    rota = await kept(work, clinic)
    try:
        entries = read(content, clinic["timezone"], work.now, work.now + _AHEAD)
    except NotCalendar as error:
        raise Problem(422, "no-calendar", str(error), field="body") from None
    duties = await _duties(work, clinic, entries)
    in_file = {entry.uid for entry in entries}
    before = rota.roster.duties
    others = [one for one in before if one.uid.rpartition("/")[0] not in in_file]
    wanted = tuple(sorted((*others, *duties), key=lambda one: (one.starts_at, one.uid)))
    if len(wanted) > _MOST_DUTIES:
        raise Problem(422, "too-many", f"A rota has at most {_MOST_DUTIES} imported shifts.", field="body")
    said = await say(work, clinic, rota.with_duties(wanted))
    return ImportAnswer(
        revision=said.revision,
        imported=len(duties),
        new=len({one.uid for one in duties} - {one.uid for one in before}),
        removed=len({one.uid for one in before} - {one.uid for one in wanted}),
        until=work.now + _AHEAD,
    )


async def _duties(work: UnitOfWork, clinic: RowMapping, entries: tuple[Entry, ...]) -> list[Duty]:
    members = await Clinics(work.connection).members(clinic["clinic_id"])
    known = known_as((one["staff_id"], one["reference"], one["name"]) for one in members)
    duties: list[Duty] = []
    problems: list[FieldProblem] = []
    for entry in entries:
        if entry.cancelled:
            continue
        people = whose(entry.attendees, entry.summary, known)
        trouble = _trouble(entry, people)
        if trouble is not None:
            problems.append(
                FieldProblem(
                    field=f"{entry.uid or 'an event'} {entry.starts_at:%Y-%m-%dT%H:%MZ}", detail=trouble
                )
            )
        elif not isinstance(people, Unmatched):
            uid = f"{entry.uid}/{entry.starts_at:%Y%m%dT%H%M%SZ}"
            duties.append(Duty(uid=uid, starts_at=entry.starts_at, ends_at=entry.ends_at, people=people))
    if problems:
        count = len(problems)
        raise Problem(
            422,
            "unreadable-shifts",
            f"Nothing was imported: {count} of {len(entries)} shifts cannot be read. Correct these.",
            errors=problems[:_MOST_PROBLEMS],
        )
    return duties


def _trouble(entry: Entry, people: object) -> str | None:
    match people:
        case _ if not entry.uid:
            return "This event has no UID, so that it could not be recognised again. Export it anew."
        case _ if len(entry.uid) > 200:  # noqa: PLR2004 - leaves room for the time of a repetition
            return "The UID of this event is longer than 200 characters."
        case _ if entry.ends_at <= entry.starts_at:
            return "This shift ends when it begins, or before."
        case Unmatched(called=called, several=True):
            return f"Several of the staff are called “{called}”. Write their reference instead."
        case Unmatched(called=called):
            return f"Nobody on the staff is called “{called}”. Write a name or reference that is registered."
        case _:
            return None
