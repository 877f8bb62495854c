"""Keeping the holidays of a rota those of the years to come."""

from datetime import date

from aftercare_chassis import Works
from aftercare_console.store.clinics import Clinics, lock
from aftercare_console.store.rota import Rotas, say


class HolidayKeeper:
    """Says a rota anew when the days that are holidays are others than those it was said with.

    A year begins, or the package knows of a new holiday: looked at once a day, and when the service starts.
    """

    def __init__(self) -> None:
        self._looked_on = date.min

    async def run(self, works: Works) -> bool:
        """Look at all clinics, unless that was done today."""
        async with works.begin() as work:
            today = work.now.date()
            if today == self._looked_on:
                return False
            for clinic_id, clinic in (await Clinics(work.connection).all()).items():
                await lock(work.connection, f"staff/{clinic_id}")
                rota = await Rotas(work.connection).of(clinic_id)
                if rota is not None and rota.holidays is not None:
                    await say(work, clinic, rota)
        self._looked_on = today
        return False
