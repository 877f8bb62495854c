"""Fetching what a page needs to name things."""

from collections.abc import Iterable
from uuid import UUID

from aftercare_chassis import UnitOfWork
from aftercare_console.domain.sentences import Names
from aftercare_console.pages.cards import Known
from aftercare_console.store.clinics import Clinics
from aftercare_console.store.patients import Patients
from aftercare_console.store.timeline import Timeline


async def known_to(work: UnitOfWork, parties: Iterable[UUID | None]) -> Known:
    """Clinics, staff, those of these parties who are patients, and whether safety texts reached them."""
    ids = [one for one in parties if one is not None]
    store = Clinics(work.connection)
    clinics = await store.all()
    return Known(
        now=work.now,
        clinics=clinics,
        patients=await Patients(work.connection).several(ids),
        names=Names(
            staff=await store.staff_names(),
            timezones={clinic_id: one["timezone"] for clinic_id, one in clinics.items()},
        ),
        staff={clinic_id: await store.members(clinic_id) for clinic_id in clinics},
        safety=await Timeline(work.connection).safety(ids),
    )
