"""Clinics, as far as texting needs them."""

from sqlalchemy.dialects.postgresql import insert

from aftercare_chassis import UnitOfWork
from aftercare_contracts import ClinicConfigured
from aftercare_notifications.tables import clinics


class Clinics:
    """Rows of one unit of work."""

    def __init__(self, work: UnitOfWork) -> None:
        self._connection = work.connection

    async def configure(self, event: ClinicConfigured) -> None:
        """Keep a clinic's name, place, zone and hours, unless newer ones are kept already."""
        row = event.model_dump(mode="json", include=set(clinics.c.keys()))
        await self._connection.execute(
            insert(clinics)
            .values(row)
            .on_conflict_do_update(
                index_elements=["clinic_id"], set_=row, where=clinics.c.revision < event.revision
            )
        )
