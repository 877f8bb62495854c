"""Run escalations, or its migrations."""

import sys

from aftercare_chassis.commands import main
from aftercare_escalations.app import build
from aftercare_escalations.settings import EscalationsSettings

if __name__ == "__main__":
    sys.exit(main("aftercare_escalations", EscalationsSettings, build))
