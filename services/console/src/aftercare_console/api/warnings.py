"""What is wrong with the rota before it matters, over HTTP."""

from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter

from aftercare_console.api.desk import Clinic, Work
from aftercare_console.api.rota_answers import WarningAnswer
from aftercare_console.domain.rota_warnings import warnings
from aftercare_console.domain.sentences import Names
from aftercare_console.domain.sentences.rota import warning_sentence
from aftercare_console.store.clinics import Clinics
from aftercare_console.store.reaching import standings
from aftercare_console.store.rota import Rotas

router = APIRouter(tags=["rota"])


@router.get("/rota/warnings")
async def show_warnings(clinic: Clinic, work: Work) -> list[WarningAnswer]:
    """Gaps in the next seven days, people who could not be paged, a fallback that is none: worst first."""
    clinic_id = clinic["clinic_id"]
    rota = await Rotas(work.connection).of(clinic_id)
    reached = await standings(work.connection, clinic_id)
    names = Names(staff=await Clinics(work.connection).staff_names())
    return [
        WarningAnswer(
            trouble=one.trouble,
            detail=warning_sentence(one, names, _span(one.starts_at, one.ends_at, clinic["timezone"])),
            staff_id=one.staff_id,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
        )
        for one in warnings(rota, reached, clinic["timezone"], work.now)
    ]


def _span(start: datetime | None, end: datetime | None, timezone: str) -> str:
    """From when until when, by the clinic's clock; nothing of what is not for a while."""
    if start is None or end is None:
        return ""
    zone = ZoneInfo(timezone)
    return f"from {start.astimezone(zone):%a %H:%M} to {end.astimezone(zone):%a %H:%M}"
