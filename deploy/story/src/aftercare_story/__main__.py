"""Play the story on a running system: the addresses and the token come from the environment."""

import asyncio
import os
import sys

from aftercare_story.playing import play

_VARIABLES = ("AFTERCARE_SANDBOX_URL", "AFTERCARE_CONSOLE_URL", "AFTERCARE_API_TOKEN")


def main() -> int:
    """Return 0 when the whole story happened, 1 when a step did not, 2 when a variable is missing."""
    missing = [name for name in _VARIABLES if not os.environ.get(name)]
    if missing:
        print(f"set {', '.join(missing)}", file=sys.stderr)
        return 2
    sandbox, console, token = (os.environ[name] for name in _VARIABLES)
    return asyncio.run(play(sandbox=sandbox, console=console, token=token))


if __name__ == "__main__":
    sys.exit(main())
