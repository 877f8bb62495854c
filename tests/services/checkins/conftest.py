import pytest
from conftest import OpenWorks
from support.builders_checkins import ScriptedTriage
from support.events import clinic_configured
from support.heard import tell

from aftercare_chassis import Handlers, Works
from aftercare_checkins import texts
from aftercare_checkins.handlers import handlers


@pytest.fixture
def triage() -> ScriptedTriage:
    return ScriptedTriage()


@pytest.fixture
def heard(triage: ScriptedTriage) -> Handlers:
    return handlers(texts.load(), triage)


@pytest.fixture
async def works(open_works: OpenWorks, heard: Handlers) -> Works:
    """Check-ins that know their clinic."""
    opened = await open_works("aftercare_checkins")
    await tell(opened, heard, clinic_configured())
    return opened
