"""Putting somebody else on call for a while, from the page of the rota."""

from datetime import UTC, datetime
from http import HTTPStatus
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from sqlalchemy import RowMapping
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from aftercare_chassis import UnitOfWork
from aftercare_console.domain.identity import override_id
from aftercare_console.domain.rota import MOST_OVERRIDES, Rota
from aftercare_console.pages.colleagues import colleague
from aftercare_console.pages.sessions import form_of, signed_in, works_of
from aftercare_console.store.clinics import Clinics, lock
from aftercare_console.store.rota import Rotas, say
from aftercare_contracts import Override


@signed_in
async def add_override(request: Request) -> Response:
    """Take over what the form says, and show the rota with it."""
    form = await form_of(request)
    async with works_of(request).begin() as work:
        clinic, rota = await _locked(work, form)
        override = await _override(work, clinic, form)
        if override.ends_at <= work.now:
            raise HTTPException(422, "This is over already. Go back and choose a later end.")
        if len(rota.roster.overrides) >= MOST_OVERRIDES:
            raise HTTPException(409, "There are too many overrides. Take some back first.")
        await say(work, clinic, rota.with_override(override))
    return _back(clinic)


@signed_in
async def end_override(request: Request) -> Response:
    """Take an override back: the shifts count again."""
    form = await form_of(request)
    async with works_of(request).begin() as work:
        clinic, rota = await _locked(work, form)
        await say(work, clinic, rota.without_override(request.path_params["override"]))
    return _back(clinic)


async def _locked(work: UnitOfWork, form: dict[str, str]) -> tuple[RowMapping, Rota]:
    clinic = await Clinics(work.connection).clinic(form.get("clinic_id", ""))
    if clinic is None:
        raise HTTPException(404, "There is no such clinic. Go back, reload the page and try again.")
    await lock(work.connection, f"staff/{clinic['clinic_id']}")
    rota = await Rotas(work.connection).of(clinic["clinic_id"])
    if rota is None:
        raise HTTPException(409, "There is no rota yet. Set it with PUT /api/v1/rota.")
    return clinic, rota


async def _override(work: UnitOfWork, clinic: RowMapping, form: dict[str, str]) -> Override:
    who = await colleague(work, clinic["clinic_id"], form)
    instead_of = _place(form.get("instead_of", ""))
    starts_at, ends_at = (_moment(form.get(name, ""), clinic["timezone"]) for name in ("starts", "ends"))
    try:
        return Override(
            override_id=override_id(clinic["clinic_id"], f"{starts_at}/{ends_at}/{who}/{instead_of}"),
            starts_at=starts_at,
            ends_at=ends_at,
            people=(who,),
            instead_of=instead_of,
        )
    except ValidationError:
        raise HTTPException(422, "The end must be later than the beginning. Go back and try again.") from None


def _place(written: str) -> UUID | None:
    try:
        return UUID(written) if written else None
    except ValueError:
        raise HTTPException(422, "Choose whose place they take. Go back and try again.") from None


def _moment(written: str, timezone: str) -> datetime:
    """A moment of the clinic's clock, as a browser writes it."""
    try:
        return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(timezone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise HTTPException(422, "Give a beginning and an end. Go back and try again.") from None


def _back(clinic: RowMapping) -> Response:
    return RedirectResponse(f"/rota?clinic={clinic['clinic_id']}#overrides", HTTPStatus.SEE_OTHER)
