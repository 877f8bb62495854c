"""Run check-ins, their migrations, or triage of a text from the command line."""

import sys

from aftercare_chassis import ServiceSettings
from aftercare_chassis.commands import main
from aftercare_checkins import triage_cli
from aftercare_checkins.app import build

if __name__ == "__main__":
    sys.exit(main("aftercare_checkins", ServiceSettings, build, verbs={"triage": triage_cli.main}))
