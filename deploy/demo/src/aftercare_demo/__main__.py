"""Show Aftercare on this machine: `--once` plays the story, checks each step and ends."""

import argparse
import asyncio
import logging
import sys
from contextlib import suppress

from aftercare_demo.servers import ServersError
from aftercare_demo.stack import Stack, stack
from aftercare_story.playing import play


async def show(*, once: bool) -> int:
    """Play the story on a system of our own; 0 when all of it happened, 1 when a step did not."""
    print("Starting RabbitMQ, PostgreSQL, five services and a sandbox carrier …", flush=True)
    async with stack(durable=False) as running:
        _print_addresses(running)
        played = await play(
            sandbox=running.url("sandbox"),
            console=running.url("console"),
            token=running.secrets.api_token,
        )
        if once or played != 0:
            return played
        print("\nThe phones and the console are yours now: answer as anybody. Ctrl-C ends it all.")
        _print_addresses(running)
        await asyncio.Event().wait()
    return 0


def _print_addresses(running: Stack) -> None:
    print(f"  phones   {running.url('sandbox')}/")
    print(f"  console  {running.url('console')}/    sign in with {running.secrets.api_token}", flush=True)


def main() -> int:
    """Run the demo from the command line."""
    parser = argparse.ArgumentParser(prog="python -m aftercare_demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="play the story, check each step, and end")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.CRITICAL)
    with suppress(KeyboardInterrupt):
        try:
            return asyncio.run(show(once=arguments.once))
        except ServersError as error:
            print(error, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
