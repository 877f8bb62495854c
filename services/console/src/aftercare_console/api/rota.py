"""The rota, over HTTP."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime
from sqlalchemy import RowMapping
from starlette.status import HTTP_201_CREATED, HTTP_204_NO_CONTENT

from aftercare_chassis import UnitOfWork
from aftercare_console.api.desk import Clinic, Work
from aftercare_console.api.people import known_staff
from aftercare_console.api.problems import Problem
from aftercare_console.api.rota_answers import OnCallAnswer, OverrideAnswer, RotaAnswer
from aftercare_console.api.rota_bodies import HolidaysBody, OverrideBody, RotaBody, ShiftBody
from aftercare_console.api.rota_people import People
from aftercare_console.domain.identity import override_id
from aftercare_console.domain.rota import MOST_OVERRIDES, HolidayRule, Rota
from aftercare_console.store.clinics import lock
from aftercare_console.store.rota import Rotas, say
from aftercare_contracts import Override, Roster, Shift

router = APIRouter(tags=["rota"])
_WEEK = timedelta(days=7)
At = Annotated[AwareDatetime | None, Query(description="Now when left out")]


@router.put("/rota")
async def change_rota(body: RotaBody, clinic: Clinic, work: Work) -> RotaAnswer:
    """Say who is on call when; overrides and imported duties stay, the same again changes nothing."""
    known = await locked(work, clinic)
    roster = Roster() if known is None else known.roster
    shifts = [await _shift(work, clinic, shift, f"shifts.{n}") for n, shift in enumerate(body.shifts)]
    wanted = Rota(
        ladder=await people(work, clinic, body.ladder, "ladder"),
        page_wait=timedelta(minutes=body.page_wait_minutes),
        roster=roster.model_copy(update={"shifts": tuple(shifts), "holidays": ()}),
        holidays=None if body.holidays is None else _rule(body.holidays, clinic),
    )
    return (await People.of(work, clinic)).rota(await say(work, clinic, wanted))


@router.get("/rota")
async def show_rota(clinic: Clinic, work: Work) -> RotaAnswer:
    """Who is on call when."""
    return (await People.of(work, clinic)).rota(await kept(work, clinic))


@router.post("/rota/overrides", status_code=HTTP_201_CREATED)
async def add_override(body: OverrideBody, clinic: Clinic, work: Work, response: Response) -> OverrideAnswer:
    """Put others on call for a while; the later of two overrides counts, the same again changes nothing."""
    await locked(work, clinic)
    rota = await kept(work, clinic)
    names = await people(work, clinic, body.people, "people")
    instead_of = (
        None
        if body.instead_of is None
        else await known_staff(work, clinic["clinic_id"], body.instead_of, "instead_of")
    )
    span = f"{body.starts_at.timestamp()}/{body.ends_at.timestamp()}"
    override = Override(
        override_id=override_id(clinic["clinic_id"], f"{span}/{names}/{instead_of}"),
        starts_at=body.starts_at,
        ends_at=body.ends_at,
        people=names,
        instead_of=instead_of,
    )
    if override in rota.roster.overrides:
        response.status_code = 200
    elif override.ends_at <= work.now:
        raise Problem(422, "over", "This is over already: give a later ends_at.", field="ends_at")
    elif len(rota.roster.overrides) >= MOST_OVERRIDES:
        raise Problem(409, "too-many", f"A rota has at most {MOST_OVERRIDES} overrides. Delete some first.")
    else:
        await say(work, clinic, rota.with_override(override))
    return (await People.of(work, clinic)).override(override)


@router.delete("/rota/overrides/{override}", status_code=HTTP_204_NO_CONTENT)
async def delete_override(override: UUID, clinic: Clinic, work: Work) -> None:
    """Take an override back: the shifts count again."""
    await locked(work, clinic)
    rota = await kept(work, clinic)
    changed = rota.without_override(override)
    if changed.same(rota):
        raise Problem(404, "no-override", "There is no such override. GET /api/v1/rota lists them.")
    await say(work, clinic, changed)


@router.get("/rota/on-call")
async def show_on_call(clinic: Clinic, work: Work, at: At = None) -> OnCallAnswer:
    """Who is on call now, or at a moment, and in the seven days from then on."""
    rota, moment = await kept(work, clinic), at or work.now
    return (await People.of(work, clinic)).on_call(rota, clinic["timezone"], moment, moment + _WEEK)


async def locked(work: UnitOfWork, clinic: RowMapping) -> Rota | None:
    """A clinic's rota or none, which nobody else changes until the unit of work ends."""
    await lock(work.connection, f"staff/{clinic['clinic_id']}")
    return await Rotas(work.connection).of(clinic["clinic_id"])


async def kept(work: UnitOfWork, clinic: RowMapping) -> Rota:
    """A clinic's rota; raises a problem where there is none yet."""
    rota = await Rotas(work.connection).of(clinic["clinic_id"])
    if rota is None:
        raise Problem(404, "no-rota", "Nobody is paged yet. Say who with PUT /api/v1/rota.")
    return rota


async def people(
    work: UnitOfWork, clinic: RowMapping, references: Sequence[str], field: str
) -> tuple[UUID, ...]:
    """The ids of staff by their references; raises a problem that names the field."""
    if len(set(references)) < len(references):
        raise Problem(422, "invalid", "Everybody stands here once.", field=field)
    found = [
        await known_staff(work, clinic["clinic_id"], one, f"{field}.{step}")
        for step, one in enumerate(references)
    ]
    return tuple(found)


async def _shift(work: UnitOfWork, clinic: RowMapping, body: ShiftBody, field: str) -> Shift:
    return Shift(
        days=tuple(dict.fromkeys(body.days)),
        starts_at=body.starts_at,
        ends_at=body.ends_at,
        people=await people(work, clinic, body.people, f"{field}.people"),
    )


def _rule(body: HolidaysBody, clinic: RowMapping) -> HolidayRule:
    if body.public and clinic["country"] is None:
        detail = (
            "It is not known where the clinic is. Say its country with PUT /api/v1/clinics/…, "
            "or set public to false and give dates."
        )
        raise Problem(422, "no-country", detail, field="holidays.public")
    return HolidayRule(public=body.public, dates=tuple(sorted(set(body.dates))))
