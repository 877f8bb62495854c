"""What a server is to those who use one."""

from enum import StrEnum
from typing import Protocol


class Kind(StrEnum):
    """Where a server comes from."""

    GIVEN = "given"
    DOCKER = "docker"
    LOCAL = "local"


class ServersError(Exception):
    """No server can be had, or not what was asked of it; says what to do."""


class Server(Protocol):
    """A RabbitMQ or a PostgreSQL that answers at `url`, with the faults that a test may want of it."""

    @property
    def kind(self) -> Kind: ...

    @property
    def url(self) -> str: ...

    @property
    def management_url(self) -> str | None:
        """Where RabbitMQ's management answers, with user and password; None of a PostgreSQL."""

    async def start(self) -> None:
        """Start again after a stop or a kill, with the same address and data, and wait until it answers."""

    async def stop(self) -> None:
        """Stop in order, and wait for the end."""

    async def kill(self) -> None:
        """End at once, as a power cut would, and wait for the end."""
