"""Holds servers until its input ends; run by the tests, which end it in unfriendlier ways too."""

import asyncio
import json
import sys

from aftercare_demo.servers import Kind, servers


async def main(way: str) -> None:
    async with servers(Kind(way)) as ours:
        sys.stdout.write(json.dumps([ours.amqp_url, ours.postgres_url]) + "\n")
        sys.stdout.flush()
        ended = asyncio.Event()
        asyncio.get_running_loop().add_reader(sys.stdin, ended.set)
        await ended.wait()


asyncio.run(main(sys.argv[1]))
