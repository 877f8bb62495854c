"""The rota, as one can read it: who is on call now and in the week ahead, and what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from aftercare_chassis import UnitOfWork
from aftercare_console.domain.calendar_keys import calendar_key
from aftercare_console.domain.rota import Rota
from aftercare_console.domain.rota_warnings import AHEAD, Fault, Trouble, warnings
from aftercare_console.domain.sentences import Names
from aftercare_console.domain.sentences.rota import warning_sentence
from aftercare_console.domain.week import Weekday, days_of
from aftercare_console.pages.rendering import moment, render
from aftercare_console.pages.sessions import csrf_of, settings_of, signed_in, works_of
from aftercare_console.store.clinics import Clinics
from aftercare_console.store.reaching import standings
from aftercare_console.store.rota import Rotas
from aftercare_contracts import Override, Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """Something wrong, in words; a gap alone is no reason to alarm, as the fallback is paged."""

    sentence: str
    grave: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Who is on call now, on each of the days ahead, and by which overrides."""

    on_call: Stretch
    until: datetime | None  # none when nothing changes within the week
    days: Sequence[Weekday]
    overrides: Sequence[Override]
    only_fallback: bool


@signed_in
async def show_rota(request: Request) -> Response:
    """The rota of one clinic, the console's own unless another is named."""
    wanted = request.query_params.get("clinic", settings_of(request).clinic_id)
    async with works_of(request).begin() as work:
        clinics = await Clinics(work.connection).all()
        if wanted not in clinics:
            raise HTTPException(404, "There is no such clinic yet. Create it with PUT /api/v1/clinics/…")
        clinic = clinics[wanted]
        rota = await Rotas(work.connection).of(wanted)
        names = Names(staff=await Clinics(work.connection).staff_names())
        found = warnings(rota, await standings(work.connection, wanted), clinic["timezone"], work.now)
        staff = await Clinics(work.connection).members(wanted)
        week = None if rota is None else _week(rota, clinic, work)
    key = calendar_key(settings_of(request).api_token.get_secret_value(), wanted)
    return render(
        request,
        "rota.html",
        signed_in=True,
        csrf=csrf_of(request),
        clinic=clinic,
        clinics=clinics,
        rota=rota,
        names=names,
        staff=staff,
        warned=[_warned(one, names, clinic["timezone"], work.now) for one in found],
        feed=f"/calendar/{wanted}/{key}.ics",
        now=work.now,
        timezone=clinic["timezone"],
        week=week,
    )


def _week(rota: Rota, clinic: RowMapping, work: UnitOfWork) -> Week:
    zone, roster = clinic["timezone"], rota.roster
    stretches = roster.stretches(work.now, work.now + AHEAD, zone)
    return Week(
        on_call=stretches[0],
        until=stretches[0].ends_at if len(stretches) > 1 else None,
        days=days_of(stretches, zone, work.now, roster.holidays),
        overrides=[one for one in roster.overrides if one.ends_at > work.now],
        only_fallback=rota.only_fallback,
    )


def _warned(warning: Fault, names: Names, timezone: str, now: datetime) -> Warned:
    span = ""
    if warning.starts_at is not None and warning.ends_at is not None:
        span = f"from {moment(warning.starts_at, timezone, now)} to {moment(warning.ends_at, timezone, now)}"
    grave = warning.trouble in (Trouble.NO_ROTA, Trouble.NO_FALLBACK, Trouble.NO_NUMBER)
    return Warned(sentence=warning_sentence(warning, names, span), grave=grave)
