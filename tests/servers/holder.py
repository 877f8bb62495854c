"""Holds servers until its input ends; run by the tests, which end it in unfriendlier ways."""

import asyncio
import json
import sys

from aftercare_demo.servers import Kind, servers


async def main(way: str) -> None:
    async with servers(Kind(way)) as ours:
        print(json.dumps([ours.amqp_url, ours.postgres_url]), flush=True)
        await asyncio.to_thread(sys.stdin.read)


asyncio.run(main(sys.argv[1]))
