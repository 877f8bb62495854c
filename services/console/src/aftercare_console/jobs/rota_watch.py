"""Showing what is wrong with the rotas, for those who watch over the service."""

import time

from prometheus_client import Gauge

from aftercare_chassis import Works
from aftercare_console.domain.rota_warnings import Fault, Trouble, warnings
from aftercare_console.store.clinics import Clinics
from aftercare_console.store.reaching import standings
from aftercare_console.store.rota import Rotas

GAPS = Gauge("aftercare_rota_gap_seconds", "How long nobody is on call in the next seven days", ["clinic"])
PEOPLE = Gauge(
    "aftercare_rota_people",
    "People on the rota who cannot be reached for sure, by what is wrong",
    ["clinic", "trouble"],
)
UNSAFE = Gauge("aftercare_rota_no_fallback", "1 where nobody can be paged when nobody is on call", ["clinic"])
_PAUSE = 30.0  # seconds between two looks


class RotaWatch:
    """Looks at all rotas every half a minute."""

    def __init__(self) -> None:
        self._looked_at = -_PAUSE

    async def run(self, works: Works) -> bool:
        """Look, unless that was done just now."""
        if time.monotonic() - self._looked_at < _PAUSE:
            return False
        async with works.begin() as work:
            rotas = await Rotas(work.connection).all()
            for clinic_id, clinic in (await Clinics(work.connection).all()).items():
                reached = await standings(work.connection, clinic_id)
                _show(clinic_id, warnings(rotas.get(clinic_id), reached, clinic["timezone"], work.now))
        self._looked_at = time.monotonic()
        return False


def _show(clinic_id: str, found: tuple[Fault, ...]) -> None:
    gaps = [(one.ends_at - one.starts_at).total_seconds() for one in found if one.starts_at and one.ends_at]
    GAPS.labels(clinic_id).set(sum(gaps))
    for trouble in (Trouble.NO_NUMBER, Trouble.UNVERIFIED):
        PEOPLE.labels(clinic_id, trouble).set(sum(one.trouble is trouble for one in found))
    unsafe = any(one.trouble in (Trouble.NO_ROTA, Trouble.NO_FALLBACK) for one in found)
    UNSAFE.labels(clinic_id).set(int(unsafe))
