"""Declare what stands in RabbitMQ, or print its policies as definitions."""

import asyncio
import json
import os
import sys

from aftercare_chassis import definitions, topology

_USAGE = (
    "usage: python -m aftercare_chassis topology|policies\n"
    "topology reads AFTERCARE_AMQP_URL, and AFTERCARE_RABBITMQ_MANAGEMENT_URL to set the policies too"
)


def main() -> int:
    """Return 0 when done, 2 on a wrong call."""
    match sys.argv[1:]:
        case ["topology"] if "AFTERCARE_AMQP_URL" in os.environ:
            if management_url := os.environ.get("AFTERCARE_RABBITMQ_MANAGEMENT_URL"):
                definitions.apply(management_url, topology.policies())
            asyncio.run(topology.declare(os.environ["AFTERCARE_AMQP_URL"]))
            return 0
        case ["policies"]:
            print(json.dumps(topology.policies(), indent=2))
            return 0
        case _:
            print(_USAGE, file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main())
