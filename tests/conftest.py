"""What tests stand on: servers of their own, and a database of the right shape for each test."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import uuid4

import asyncpg
import pytest
from support.clock import StoppedClock

from aftercare_chassis import Works, database
from aftercare_chassis.migrations import migrate
from aftercare_demo.servers import Servers, servers

OpenWorks = Callable[[str], Awaitable[Works]]


@pytest.fixture(scope="session")
async def own_servers() -> AsyncIterator[Servers]:
    """RabbitMQ and PostgreSQL that nobody else uses."""
    async with servers() as started:
        yield started


@pytest.fixture(scope="session")
def templates() -> dict[str, str]:
    """Migrated databases, by the package whose migrations they ran."""
    return {}


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
async def open_works(
    own_servers: Servers, templates: dict[str, str], clock: StoppedClock
) -> AsyncIterator[OpenWorks]:
    """Opens the units of work of a service on a database of its own, migrated and empty."""
    opened: list[tuple[Works, str]] = []

    async def open_one(package: str) -> Works:
        if package not in templates:
            templates[package] = await _create(own_servers.postgres_url)
            url = _database(own_servers.postgres_url, templates[package])
            await asyncio.to_thread(migrate, package, url)
        name = await _create(own_servers.postgres_url, template=templates[package])
        works = Works(database.engine(_database(own_servers.postgres_url, name), pool=5), clock)
        opened.append((works, name))
        return works

    yield open_one
    for works, name in opened:
        await works.engine.dispose()
        await _execute(own_servers.postgres_url, f'drop database "{name}" with (force)')


async def _create(url: str, template: str = "template1") -> str:
    name = f"test_{uuid4().hex}"
    await _execute(url, f'create database "{name}" template "{template}"')
    return name


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _database(url: str, name: str) -> str:
    return url.rsplit("/", 1)[0].replace("postgresql://", "postgresql+asyncpg://") + f"/{name}"
