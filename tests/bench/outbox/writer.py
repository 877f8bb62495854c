"""Another process of the same service: says events, about ten a second, and relays nothing."""

import asyncio
import sys

from candidates import choose
from measures import SAMPLES, say_slowly


async def main(name: str, postgres: str, amqp: str) -> None:
    outbox, _ = choose(name, postgres=postgres, amqp=amqp)
    await say_slowly(outbox, count=SAMPLES)
    await outbox.ground.engine.dispose()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
