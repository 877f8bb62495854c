"""Run check-ins, their migrations, or their triage and their texts from the command line."""

import sys

from aftercare_chassis import ServiceSettings
from aftercare_chassis.commands import Verb, main
from aftercare_checkins import texts_cli, triage_cli
from aftercare_checkins.app import build

if __name__ == "__main__":
    verbs: dict[str, Verb] = {"triage": triage_cli.main, "texts": texts_cli.main}
    sys.exit(main("aftercare_checkins", ServiceSettings, build, verbs=verbs))
