"""The console's API, as a command uses it, and how a command ends."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import IntEnum
from typing import Any

import httpx
import typer

_PATIENCE = 600.0  # seconds: a file of ten thousand rows takes minutes


class Exit(IntEnum):
    """What every command ends with."""

    DONE = 0
    NOT_ALL = 1
    UNUSABLE = 2
    AWAY = 3


@contextmanager
def console(url: str, token: str) -> Iterator[httpx.Client]:
    """The console's API; what it refuses, and that it is away, end the command with a sentence."""
    headers = {"Authorization": f"Bearer {token}"}
    try:
        with httpx.Client(base_url=f"{url.rstrip('/')}/api/v1", headers=headers, timeout=_PATIENCE) as client:
            yield client
    except httpx.HTTPStatusError as error:
        typer.echo(_sentence(error.response), err=True)
        raise typer.Exit(Exit.UNUSABLE) from None
    except httpx.TransportError as error:
        typer.echo(f"The console at {url} does not answer ({type(error).__name__}).", err=True)
        raise typer.Exit(Exit.AWAY) from None


def answer(response: httpx.Response) -> Any:
    """What a call gave back; raises HTTPStatusError when it was refused."""
    response.raise_for_status()
    return response.json() if response.content else None


def show(found: Any, plain: str, *, as_json: bool) -> None:
    """Print an outcome as JSON, or in words."""
    typer.echo(json.dumps(found, indent=2, ensure_ascii=False) if as_json else plain)


def chosen(**query: str | None) -> Mapping[str, str]:
    """The parts of a query that are given."""
    return {name: value for name, value in query.items() if value is not None}


def _sentence(response: httpx.Response) -> str:
    try:
        return str(response.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return f"The console answers {response.status_code}. Is this its address?"
