"""What a candidate does when things break.

`python tests/bench/outbox/faults.py {library,handwritten} {order,broker,killed,…} --amqp … --postgres …`
"""

# ruff: noqa: T201 - it talks to a person on a terminal

import argparse
import asyncio
import logging
import signal
import sys
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path

import aio_pika
import uvloop
from candidates import NAMES, choose
from library import Library
from stage import EXCHANGE, Outbox, Said, lay, make_event, waiting
from verdict import falls, fill, report

ROWS = 2000


async def shell(command: str) -> None:
    """Run one of the operator's commands."""
    assert await (await asyncio.create_subprocess_shell(command)).wait() == 0


async def broker(outbox: Outbox, arguments: argparse.Namespace) -> None:
    """Break the broker in the middle of a relay, mend it after a while, and wait."""
    events = await fill(outbox, [make_event(outbox.ground.topic) for _ in range(ROWS)])
    async with outbox.relay():
        await falls(outbox.ground, rows=ROWS * 4 // 5, within=60)
        await shell(arguments.breaks)
        print(f"  broken with {await waiting(outbox.ground)} rows to go")
        await asyncio.sleep(arguments.down)
        await shell(arguments.mends)
        print(f"  emptied: {await falls(outbox.ground, within=arguments.patience)}")
        if isinstance(outbox, Library):
            dead = sum(task.done() for each in outbox.outbox.subscribers for task in each.tasks)  # type: ignore[attr-defined, unused-ignore]
            print(f"  its ping says {await outbox.outbox.ping(5)}; {dead} of its tasks are dead")
    await report(outbox, events)


async def order(outbox: Outbox, _: argparse.Namespace) -> None:
    """Relay undisturbed, and look at the order."""
    events = await fill(outbox, [make_event(outbox.ground.topic) for _ in range(ROWS)])
    async with outbox.relay():
        await falls(outbox.ground, within=60)
    await report(outbox, events)


async def killed(outbox: Outbox, arguments: argparse.Namespace) -> None:
    """Kill the relaying process with -9 in the middle; a second one takes over."""
    events = await fill(outbox, [make_event(outbox.ground.topic) for _ in range(ROWS)])
    command = (str(Path(__file__)), arguments.candidate, "relay", "--amqp", arguments.amqp)
    child = await asyncio.create_subprocess_exec(sys.executable, *command, "--postgres", arguments.postgres)
    await falls(outbox.ground, rows=ROWS * 3 // 5, within=60)
    await asyncio.sleep(0.05)  # into the next batch
    child.send_signal(signal.SIGKILL)
    await child.wait()
    left, started_at = await waiting(outbox.ground), asyncio.get_running_loop().time()
    async with outbox.relay():
        done = await falls(outbox.ground, within=arguments.patience)
    took = asyncio.get_running_loop().time() - started_at
    print(f"  killed with {left} rows to go; emptied: {done}, after {took:.0f} s")
    await report(outbox, events)


async def poison(outbox: Outbox, arguments: argparse.Namespace) -> None:
    """Put one row that the broker refuses by closing the channel before 100 good ones."""
    bad = Said(event_id=uuid.uuid4(), topic=outbox.ground.topic, body=b"x" * 2_000_000)
    await fill(outbox, [bad])
    events = await fill(outbox, [make_event(outbox.ground.topic) for _ in range(100)])
    async with outbox.relay():
        await asyncio.sleep(arguments.patience)
    await report(outbox, events)


async def unroutable(outbox: Outbox, arguments: argparse.Namespace) -> None:
    """Delete the queue, say 10 events, bind it again after a while."""
    async with await aio_pika.connect(outbox.ground.amqp) as connection:
        channel = await connection.channel()
        await channel.queue_delete(outbox.ground.topic)
        events = await fill(outbox, [make_event(outbox.ground.topic) for _ in range(10)])
        async with outbox.relay():
            await asyncio.sleep(5)
            print(f"  unroutable: {await waiting(outbox.ground)} of 10 still in the outbox")
            queue = await channel.declare_queue(
                outbox.ground.topic, durable=True, arguments={"x-queue-type": "quorum"}
            )
            await queue.bind(EXCHANGE, outbox.ground.topic)
            print(f"  bound again; emptied: {await falls(outbox.ground, within=arguments.patience)}")
    await report(outbox, events)


async def relay(outbox: Outbox, _: argparse.Namespace) -> None:
    """Relay for ever."""
    async with outbox.relay():
        await asyncio.Event().wait()


FAULTS: dict[str, Callable[[Outbox, argparse.Namespace], Awaitable[None]]] = {
    fault.__name__: fault for fault in (broker, order, killed, poison, unroutable, relay)
}


async def main(arguments: argparse.Namespace) -> None:
    outbox, metadata = choose(arguments.candidate, postgres=arguments.postgres, amqp=arguments.amqp)
    if arguments.fault != relay.__name__:
        await lay(outbox.ground, metadata=metadata)
        print(f"{arguments.candidate}, {arguments.fault}")
    await FAULTS[arguments.fault](outbox, arguments)
    await outbox.ground.engine.dispose()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("candidate", choices=NAMES)
    parser.add_argument("fault", choices=FAULTS)
    parser.add_argument("--amqp", required=True)
    parser.add_argument("--postgres", required=True)
    parser.add_argument("--breaks", help="command that kills or stops the broker", default="true")
    parser.add_argument("--mends", help="command that starts or continues it", default="true")
    parser.add_argument("--down", type=float, default=20.0, help="seconds between the two")
    parser.add_argument(
        "--patience", type=float, default=120.0, help="seconds to wait for the outbox to empty"
    )
    logging.basicConfig(level=logging.WARNING, format="    %(name)s: %(message).160s")
    uvloop.run(main(parser.parse_args()))
