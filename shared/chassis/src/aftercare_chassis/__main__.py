"""Declare what stands in RabbitMQ, print its policies, look at the graveyard and replay from it."""

import asyncio
import json
import os
import sys
from urllib.parse import unquote, urlsplit

from aftercare_chassis import access, definitions, graveyard, topology
from aftercare_contracts import HEARS

_USAGE = """usage: python -m aftercare_chassis VERB, with AFTERCARE_AMQP_URL set
  topology               declare exchanges and queues; when AFTERCARE_RABBITMQ_MANAGEMENT_URL is set,
                         the policies too, and a user for each service whose password is set as
                         AFTERCARE_SCHEDULING_AMQP_PASSWORD and the like
  policies               print the policies as RabbitMQ definitions
  graveyard list         which messages were buried, from which queue, and why
  graveyard replay ID    put one back into its queue; `all` for every one that failed in the last 180 days"""


def main() -> int:
    """Return 0 when done, 1 when there was nothing to do, 2 on a wrong call."""
    url = os.environ.get("AFTERCARE_AMQP_URL", "")
    match sys.argv[1:]:
        case ["policies"]:
            print(json.dumps(topology.policies(_vhost(url)), indent=2))
            return 0
        case ["topology"] if url:
            return _topology(url)
        case ["graveyard", "list"] if url:
            return _list(url)
        case ["graveyard", "replay", which] if url:
            count = asyncio.run(graveyard.replay(url, None if which == "all" else which))
            print(f"{count} put back")
            return 0 if count else 1
        case _:
            print(_USAGE, file=sys.stderr)
            return 2


def _topology(url: str) -> int:
    if management_url := os.environ.get("AFTERCARE_RABBITMQ_MANAGEMENT_URL"):
        vhost = _vhost(url)
        definitions.apply(management_url, topology.policies(vhost) | access.accounts(_passwords(), vhost))
    else:
        print(
            "AFTERCARE_RABBITMQ_MANAGEMENT_URL is not set: policies and users are left as they are",
            file=sys.stderr,
        )
    asyncio.run(topology.declare(url))
    return 0


def _passwords() -> dict[str, str]:
    known = {service: os.environ.get(f"AFTERCARE_{service.upper()}_AMQP_PASSWORD", "") for service in HEARS}
    return {service: password for service, password in known.items() if password}


def _list(url: str) -> int:
    found = asyncio.run(graveyard.graves(url))
    for grave in found:
        print(f"{grave.message_id}  {grave.queue}  {grave.reason}")
    if not found:
        print("nothing is buried")
    return 0


def _vhost(url: str) -> str:
    return unquote(urlsplit(url).path.removeprefix("/")) or "/"


if __name__ == "__main__":
    sys.exit(main())
