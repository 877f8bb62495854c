import pytest
from conftest import OpenWorks
from support.clock import StoppedClock
from support.desk_escalations import Desk
from support.events import clinic_configured


@pytest.fixture
async def desk(open_works: OpenWorks, clock: StoppedClock) -> Desk:
    """The desk of a clinic whose settings are known and whose rota is not."""
    opened = Desk(await open_works("aftercare_escalations"), clock)
    await opened.hear(clinic_configured())
    return opened
