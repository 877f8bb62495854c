"""What the console does when nobody asks."""

from aftercare_chassis import Job, UnitOfWork, in_one_unit
from aftercare_console.jobs.holidays import HolidayKeeper
from aftercare_console.jobs.rota_watch import RotaWatch
from aftercare_console.store.sessions import Sessions


async def sweep_sessions(work: UnitOfWork) -> bool:
    """Forget the sign-ins that are over."""
    await Sessions(work.connection).sweep()
    return False


JOBS = (
    Job(name="sweep-sessions", run=in_one_unit(sweep_sessions)),
    Job(name="keep-holidays", run=HolidayKeeper().run),
    Job(name="watch-rota", run=RotaWatch().run),
)
