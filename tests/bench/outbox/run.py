"""Compare faststream-outbox with a hand-written relay, on servers that nothing else uses.

`make outbox-bench`, or `python tests/bench/outbox/run.py --amqp … --postgres …`: the role creates databases.
"""

# ruff: noqa: T201 - it talks to a person on a terminal

import argparse
import statistics
from collections import defaultdict

import uvloop
from candidates import NAMES, choose
from library import Library
from measures import backlog, idle, latency, saying
from stage import Outbox, lay

from aftercare_demo.servers import servers

Results = dict[str, dict[str, list[float]]]


async def one_round(outbox: Outbox, results: Results, *, addresses: tuple[str, str], rows: int) -> None:
    """Take every measure of one candidate once."""
    ground = outbox.ground

    def note(what: str, value: float) -> None:
        results[what][ground.name].append(value)

    rate, statements = await backlog(outbox, rows=rows)
    note("relay a backlog, rows/s", rate)
    note("statements per relayed row", statements)
    note("say 1 per transaction, events/s", await saying(ground, outbox.say, transactions=500, events=1))
    note("say 100 per transaction, events/s", await saying(ground, outbox.say, transactions=30, events=100))
    if isinstance(outbox, Library):
        batch = await saying(ground, outbox.say_batch, transactions=30, events=100)
        note("say 100 by publish_batch, events/s", batch)
    for where, elsewhere in (("here", ()), ("elsewhere", (ground.name, *addresses))):
        p50, p99, per_event = await latency(outbox, elsewhere=elsewhere)
        note(f"said {where} to arrival, p50 ms", p50)
        note(f"said {where} to arrival, p99 ms", p99)
        if not elsewhere:
            note("statements per event said alone", per_event)


def figure(value: float) -> str:
    """Show three significant digits."""
    return f"{float(f'{value:.3g}'):,.4g}" if value < 1000 else f"{value:,.0f}"


def show(results: Results) -> None:
    """Print medians with their spread, and the ratio library / handwritten."""
    print(f"{'':36} {'library':>26} {'handwritten':>26} {'ratio':>6}")
    for what, by_name in results.items():
        cells = [by_name.get(name, []) for name in NAMES]
        shown = [
            f"{figure(statistics.median(c))} ({figure(min(c))}..{figure(max(c))})" if c else "-"
            for c in cells
        ]
        ratio = f"{statistics.median(cells[0]) / statistics.median(cells[1]):.2f}" if all(cells) else ""
        print(f"{what:36} {shown[0]:>26} {shown[1]:>26} {ratio:>6}")


async def main(arguments: argparse.Namespace) -> None:
    if arguments.amqp and arguments.postgres:
        await compare(arguments, (arguments.postgres, arguments.amqp))
        return
    async with servers() as own:
        await compare(arguments, (own.postgres_url, own.amqp_url))


async def compare(arguments: argparse.Namespace, addresses: tuple[str, str]) -> None:
    results: Results = defaultdict(lambda: defaultdict(list))
    candidates = [choose(name, postgres=addresses[0], amqp=addresses[1]) for name in NAMES]
    for outbox, metadata in candidates:
        await lay(outbox.ground, metadata=metadata)
    for turn in range(arguments.rounds):
        for outbox, _ in candidates[:: 1 if turn % 2 == 0 else -1]:
            await one_round(outbox, results, addresses=addresses, rows=arguments.rows)
    for outbox, _ in candidates:
        statements, transactions = await idle(outbox, seconds=arguments.idle)
        results["statements per idle minute"][outbox.ground.name].append(statements)
        results["transactions per idle minute"][outbox.ground.name].append(transactions)
        await outbox.ground.engine.dispose()
    show(results)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--amqp", help="a RabbitMQ to use; one of our own is started otherwise")
    parser.add_argument("--postgres", help="a PostgreSQL to use; one of our own is started otherwise")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--idle", type=float, default=60.0)
    uvloop.run(main(parser.parse_args()))
