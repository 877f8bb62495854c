"""Run the console, or its migrations."""

import sys

from aftercare_chassis.commands import main
from aftercare_console.app import build
from aftercare_console.settings import ConsoleSettings

if __name__ == "__main__":
    sys.exit(main("aftercare_console", ConsoleSettings, build))
