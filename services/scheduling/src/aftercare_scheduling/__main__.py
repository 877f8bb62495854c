"""Run scheduling, or its migrations."""

import sys

from aftercare_chassis import ServiceSettings
from aftercare_chassis.commands import main
from aftercare_scheduling.app import build

if __name__ == "__main__":
    sys.exit(main("aftercare_scheduling", ServiceSettings, build))
