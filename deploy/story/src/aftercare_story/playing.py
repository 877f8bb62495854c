"""Playing the story on a system that runs somewhere."""

import sys

import httpx

from aftercare_story.clinic import Clinic
from aftercare_story.phones import Phones
from aftercare_story.story import BeforeStep, StepMissing, Story, go_on


async def play(*, sandbox: str, console: str, token: str, before_step: BeforeStep = go_on) -> int:
    """Play the whole story at these addresses; 0 when all of it happened, 1 when a step did not."""
    phones, clinic = Phones(sandbox), Clinic(console, token)
    try:
        await Story(phones=phones, clinic=clinic, tell=_tell, before_step=before_step).play()
    except StepMissing as missing:
        print(f"\nThis step did not happen: {missing}", file=sys.stderr)
        return 1
    except httpx.HTTPError as error:
        print(f"\nThe story stopped: {error!r}", file=sys.stderr)
        return 1
    finally:
        await phones.close()
        await clinic.close()
    print("\nThe whole story happened.", flush=True)
    return 0


def _tell(line: str) -> None:
    print(line, flush=True)
