"""What every service stands on."""

from aftercare_chassis.clock import Clock
from aftercare_chassis.erasing import confirm_erasure
from aftercare_chassis.failures import NotYet, Refused
from aftercare_chassis.handlers import Handlers
from aftercare_chassis.holidays import closed_days
from aftercare_chassis.jobs import Job, in_one_unit
from aftercare_chassis.service import Service, open_works
from aftercare_chassis.settings import ServiceSettings
from aftercare_chassis.unit_of_work import UnitOfWork, Works

__all__ = [
    "Clock",
    "Handlers",
    "Job",
    "NotYet",
    "Refused",
    "Service",
    "ServiceSettings",
    "UnitOfWork",
    "Works",
    "closed_days",
    "confirm_erasure",
    "in_one_unit",
    "open_works",
]
