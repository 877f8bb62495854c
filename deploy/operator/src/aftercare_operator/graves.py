"""What an operator does with the graveyard, on RabbitMQ itself."""

import asyncio
from collections.abc import Coroutine
from dataclasses import asdict
from typing import Annotated, Any, TypeVar

import typer
from aio_pika.exceptions import AMQPError

from aftercare_chassis import graveyard
from aftercare_operator.desk import Exit, show

T = TypeVar("T")
app = typer.Typer(no_args_is_help=True, help="What could not be handled: list, show, replay, discard.")
Amqp = Annotated[str, typer.Option(envvar="AFTERCARE_AMQP_URL", help="amqp://user:password@host:port/vhost")]
Json = Annotated[bool, typer.Option("--json", help="The outcome as JSON")]
Which = Annotated[str, typer.Argument(help="The message's id")]


@app.command("list")
def list_graves(*, amqp: Amqp, as_json: Json = False) -> None:
    """Which messages were buried, from which queue, and why."""
    found = [asdict(one) for one in _ask(graveyard.graves(amqp))]
    lines = [f"{one['message_id']}  {one['queue']}  {one['reason']}" for one in found]
    show(found, "\n".join(lines) or "nothing is buried", as_json=as_json)


@app.command("show")
def show_grave(message_id: Which, *, amqp: Amqp) -> None:
    """What is in one: it may be what a patient wrote."""
    body = _ask(graveyard.body(amqp, message_id))
    if body is None:
        raise _unknown()
    typer.echo(body)


@app.command()
def replay(
    message_id: Annotated[str, typer.Argument(help="The message's id, or all")],
    *,
    amqp: Amqp,
    as_json: Json = False,
) -> None:
    """Put one back into its queue; `all` for every one that failed in the last 180 days."""
    count = _ask(graveyard.replay(amqp, None if message_id == "all" else message_id))
    show({"replayed": count}, f"{count} put back", as_json=as_json)
    raise typer.Exit(Exit.DONE if count else Exit.NOT_ALL)


@app.command()
def discard(
    message_id: Which,
    *,
    amqp: Amqp,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again")] = False,
) -> None:
    """Throw one away for good: what it says is lost."""
    if not yes:
        typer.confirm("This loses what the message says. Throw it away?", abort=True, err=True)
    if not _ask(graveyard.discard(amqp, message_id)):
        raise _unknown()


def _ask(work: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(work)
    except (OSError, AMQPError) as error:
        typer.echo(f"RabbitMQ cannot be used at this address ({type(error).__name__}).", err=True)
        raise typer.Exit(Exit.AWAY) from None


def _unknown() -> typer.Exit:
    typer.echo("No message of this id is buried. `graveyard list` shows those that are.", err=True)
    return typer.Exit(Exit.UNUSABLE)
