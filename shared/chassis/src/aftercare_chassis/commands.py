"""What the command line of every service offers."""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from aftercare_chassis.migrations import migrate
from aftercare_chassis.service import Service
from aftercare_chassis.settings import ServiceSettings

Verb = Callable[[Sequence[str]], int]
S = TypeVar("S", bound=ServiceSettings)


def main(
    package: str,
    settings: type[S],
    build: Callable[[S], Service],
    verbs: Mapping[str, Verb] | None = None,
) -> int:
    """`python -m <package>` runs the service, `… migrate` its migrations, `… <verb>` one of its own."""
    match sys.argv[1:]:
        case []:
            build(settings.load()).run()
            return 0
        case ["migrate"]:
            migrate(package, ServiceSettings.load().database_url.get_secret_value())
            return 0
        case [verb, *rest] if verbs is not None and verb in verbs:
            return verbs[verb](rest)
        case _:
            known = ", ".join(["migrate", *(verbs or {})])
            print(f"usage: python -m {package} [{known}]", file=sys.stderr)  # noqa: T201 - a command line
            return 2
