"""Declare what stands in RabbitMQ, print its policies, look at the graveyard and replay from it."""

import asyncio
import json
import os
import sys
from urllib.parse import unquote, urlsplit

from aftercare_chassis import definitions, graveyard, topology

_USAGE = """usage: python -m aftercare_chassis VERB, with AFTERCARE_AMQP_URL set
  topology               declare exchanges and queues; sets the policies too when
                         AFTERCARE_RABBITMQ_MANAGEMENT_URL is set
  policies               print the policies as RabbitMQ definitions
  graveyard list         which messages were buried, from which queue, and why
  graveyard replay ID    put one back into its queue; `all` for every one"""


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
        definitions.apply(management_url, topology.policies(_vhost(url)))
    else:
        print("AFTERCARE_RABBITMQ_MANAGEMENT_URL is not set: policies are left as they are", file=sys.stderr)
    asyncio.run(topology.declare(url))
    return 0


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
