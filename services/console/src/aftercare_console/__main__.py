"""Run the console, its migrations, or one of its verbs."""

import sys

from aftercare_chassis.commands import Verb, main
from aftercare_console import export_cli, forget_cli, import_cli
from aftercare_console.app import build
from aftercare_console.settings import ConsoleSettings

if __name__ == "__main__":
    verbs: dict[str, Verb] = {"import": import_cli.main, "export": export_cli.main, "forget": forget_cli.main}
    sys.exit(main("aftercare_console", ConsoleSettings, build, verbs=verbs))
